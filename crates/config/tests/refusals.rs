//! What is refused, and in which words.
#![expect(clippy::unwrap_used, dead_code, reason = "tests")]

mod support;

use std::time::Duration;

use inkan_config::{AccountLimit, RateLimiterStore};
use support::{SECRET, Sources, load_both, load_variables, load_yaml, problems};

const VALIDATE: &str = "failed to validate config: failed to validate ";

/// The file is refused for one reason, whose text holds all the parts.
fn assert_refused(yaml: &str, parts: &[&str]) {
    let refused = problems(load_yaml(yaml));
    assert_eq!(refused.len(), 1, "{yaml}: {refused:#?}");
    for (part, refusal) in parts.iter().zip(refused.iter().cycle()) {
        assert!(refusal.contains(part), "{yaml}: {refusal:?} lacks {part:?}");
    }
}

#[test]
fn all_problems_are_reported_together() {
    let refused = problems(load_both(
        "session: {limit: 0, lifespan: 12}\nservice: {name: ''}\npassword: {enabled: yes}\n",
        &[("EMAIL_LIMIT", "many")],
    ));
    let found = |part: &str| refused.iter().any(|text| text.contains(part));
    assert!(
        ["session.limit", "session.lifespan", "service.name", "password.enabled", "EMAIL_LIMIT"]
            .into_iter()
            .all(found),
        "{refused:#?}"
    );
    assert_eq!(refused.len(), 5);
}

#[test]
fn unreadable_values_are_refused_in_the_words_of_the_reference() {
    let decoding = "failed to unmarshal config: decoding failed due to the following error(s): ";
    let boolean = "'password.enabled' cannot parse value as 'bool': strconv.ParseBool: invalid syntax";
    assert_refused("password: {enabled: yes}", &[decoding, boolean, "found \"yes\", expected true or false"]);
    let number = "'email.limit' cannot parse value as 'int': strconv.ParseInt: invalid syntax";
    assert_refused("email: {limit: many}", &[decoding, number]);
    assert_refused("email: {limit: [1]}", &["'email.limit' expected type 'int'; found a list"]);
    assert_refused("session: 12", &["'session' expected a map, found a number"]);
    let refused = problems(load_variables(&[("PASSWORD_MIN_LENGTH", "x")]));
    assert!(refused[0].starts_with(
        "failed to load config from env vars: envconfig.Process: assigning PASSWORD_MIN_LENGTH: converting 'x' to \
         type int. details: strconv.ParseInt: parsing \"x\": invalid syntax"
    ), "{refused:?}");
}

#[test]
fn durations_need_a_unit_and_a_length() {
    let path = "rate_limiter.token_limits.interval";
    for (value, parts) in [
        ("60", [path, "60s?"]),
        ("'60'", [path, "time: missing unit in duration \"60\""]),
        ("1d", [path, "time: unknown unit \"d\""]),
        ("-1s", [path, "negative"]),
        ("10us", [path, "shorter than 1ms"]),
        ("0s", [path, "shorter than 1ms"]),
    ] {
        assert_refused(&format!("rate_limiter: {{token_limits: {{interval: {value}}}}}"), &parts);
    }
    let refused = problems(load_variables(&[("RATE_LIMITER_TOKEN_LIMITS_INTERVAL", "60")])).join("");
    assert!(refused.contains("time: missing unit in duration \"60\""), "{refused}");
    assert!(load_yaml("flow_locker: {ttl: 0s}\nserver: {shutdown: {delay: 0s}}").is_ok());
}

#[test]
fn session_settings_are_checked() {
    let lifespan = [VALIDATE, "session settings: failed to parse lifespan", "session.lifespan is \"12\""];
    assert_refused("session: {lifespan: 12}", &lifespan);
    assert_refused("session: {lifespan: ''}", &lifespan[..2]);
    assert_refused("session: {idle_timeout: abc}", &["session.idle_timeout is \"abc\""]);
    let refused = problems(load_variables(&[("SESSION_LIFESPAN", "12")])).join("");
    assert!(
        refused.contains("failed to parse lifespan: SESSION_LIFESPAN (session.lifespan) is \"12\""),
        "{refused}"
    );
    assert_refused("session: {limit: 0}", &["session.limit is 0, expected a number from 1"]);
    assert_refused(
        "audit_log: {retention: abc}",
        &["failed to parse the retention duration", "audit_log.retention"],
    );
}

#[test]
fn status_lists_need_an_address_and_whole_seconds() {
    let on = |rest: &str| format!("session: {{status_list: {{enabled: true{rest}}}}}");
    assert_refused(&on(""), &["session.status_list.uri is \"\"", "/.well-known/status-lists"]);
    for uri in [
        "login.test/lists",
        "ftp://login.test/lists",
        "https://login.test/lists?x=1",
        "https://a@login.test/lists",
        "https://",
    ] {
        assert_refused(&on(&format!(", uri: '{uri}'")), &["session.status_list.uri", "http or https"]);
    }
    let uri = ", uri: 'https://login.test/lists'";
    for ttl in ["500ms", "1500ms", "2h"] {
        assert_refused(&on(&format!("{uri}, ttl: {ttl}")), &["session.status_list.ttl", "from 1s to 1h"]);
    }
    let lists = load_yaml(&on(uri)).unwrap().configuration.session.status_lists.unwrap();
    assert_eq!((lists.uri.as_str(), lists.ttl_seconds), ("https://login.test/lists", 15));
    assert!(
        load_yaml("session: {status_list: {uri: nowhere, ttl: 1ms}}")
            .unwrap()
            .configuration
            .session
            .status_lists
            .is_none()
    );
}

#[test]
fn listeners_are_checked() {
    let server = "failed to validate config: failed to validate server settings: error validating ";
    assert_refused(
        "server: {public: {address: ' '}}",
        &[server, "public server settings: field Address must not be empty", "server.public.address"],
    );
    assert_refused(
        "server: {admin: {address: localhost}}",
        &[server, "server.admin.address is \"localhost\""],
    );
    assert_refused(
        "server: {public: {cors: {allow_origins: ['*']}}}",
        &[
            server,
            "public server settings: found wildcard '*' origin in server.public.cors.allow_origins, if this is \
             intentional set server.public.cors.unsafe_wildcard_origin_allowed to true",
        ],
    );
    assert_refused(
        "server: {public: {trusted_proxies: [10.0.0.0/33]}}",
        &["server.public.trusted_proxies", "10.0.0.0/33"],
    );
}

#[test]
fn database_settings_are_checked_unless_there_is_an_address() {
    for name in ["database", "user", "host", "port", "dialect"] {
        let text = format!("database settings: {name} must not be empty");
        assert_refused(&format!("database: {{{name}: ''}}"), &[VALIDATE, &text, &format!("database.{name}")]);
    }
    assert_refused("database: {dialect: mysql}", &["unsupported dialect 'mysql'", "postgres"]);
    assert!(load_yaml("database: {dialect: mysql, user: '', url: 'postgres://db/x'}").is_ok());
    assert_refused("database: {url: 'mysql://me:hunter2@db/x'}", &["database.url"]);
    assert_refused("database: {pool: {max: 2, min: 3}}", &["database.pool.min is 3", "which is 2"]);
    assert_refused("database: {pool: {max: 0, min: 0}}", &["database.pool.max is 0"]);
}

#[test]
fn secrets_are_checked() {
    assert_refused(
        "secrets: {keys: []}",
        &[VALIDATE, "secrets: at least one key must be defined", "secrets.keys"],
    );
    assert_refused(
        &format!("secrets: {{keys: [{SECRET}, hunter2]}}"),
        &["secret Nr. 1 is too short. It is 7 but needs to be at least 16"],
    );
    assert_refused(&format!("secrets: {{keys: [{SECRET}], key_size: 1024}}"), &["secrets.key_size is 1024"]);
    assert_refused(&format!("secrets: {{keys: [{SECRET}], key_size: 2049}}"), &["2048, 3072 or 4096"]);
    let kms = format!("secrets: {{keys: [{SECRET}], key_management: {{type: aws_kms}}}}");
    assert_refused(&kms, &["secrets.key_management.type", "not supported"]);
    let other = format!("secrets: {{keys: [{SECRET}], key_management: {{type: x}}}}");
    assert_refused(&other, &[VALIDATE, "secrets: unsupported key_management.type: x"]);
}

#[test]
fn the_default_secret_is_refused_unless_that_is_asked_for() {
    let default = Sources::default();
    let refused = problems(default.load());
    assert_eq!(refused.len(), 1);
    assert!(refused[0].contains("set secrets.keys"), "{refused:?}");
    assert!(refused[0].contains("--insecure-dev"));
    let insecure = Sources { insecure_dev: true, ..Sources::default() };
    assert_eq!(insecure.load().unwrap().configuration.secrets.keys.len(), 1);
    let copied = format!("secrets: {{keys: [{SECRET}, abcedfghijklmnopqrstuvwxyz]}}");
    assert_refused(&copied, &["which is public"]);
}

#[test]
fn mail_settings_are_checked_while_mail_is_sent() {
    for port in ["0", "65536", "smtp", "''", "-1"] {
        assert_refused(
            &format!("email_delivery: {{smtp: {{port: {port}}}}}"),
            &["failed to create mailer: failed to parse SMTP port", "email_delivery.smtp.port"],
        );
    }
    assert_refused(
        "smtp: {host: ''}",
        &[VALIDATE, "smtp settings: smtp host must not be empty", "smtp.host"],
    );
    assert_refused(
        "smtp: {port: ''}",
        &[VALIDATE, "smtp settings: smtp port must not be empty", "smtp.port"],
    );
    assert_refused("email_delivery: {smtp: {tls: always}}", &["email_delivery.smtp.tls is \"always\""]);
    assert_refused("email_delivery: {mode: later}", &["email_delivery.mode is \"later\""]);
    assert_refused("email_delivery: {templates: /nowhere}", &["email_delivery.templates"]);
    assert!(load_yaml("email_delivery: {enabled: false, smtp: {port: smtp}}").is_ok());
}

#[test]
fn passcodes_live_between_a_second_and_a_day() {
    for seconds in ["0", "-1", "86401"] {
        assert_refused(
            &format!("email: {{passcode_ttl: {seconds}}}"),
            &["email.passcode_ttl", "from 1 to 86400 (seconds)"],
        );
    }
    assert!(load_yaml("email: {passcode_ttl: 86400}").is_ok());
    let text = "email settings: invalid passcode_characters: x (allowed: 'numeric', 'alphanumeric')";
    assert_refused("email: {passcode_charset: x}", &[VALIDATE, text]);
    assert!(load_yaml("email: {passcode_charset: ''}").is_ok());
}

#[test]
fn web_authentication_needs_origins_and_a_known_verification() {
    assert_refused(
        "webauthn: {relying_party: {origins: []}}",
        &[
            "failed to post process config: failed to post process webauthn settings: error occurred validating the \
           configuration: must provide at least one value to the 'RPOrigins' field",
        ],
    );
    assert_refused(
        "webauthn: {user_verification: x}",
        &[
            VALIDATE,
            "webauthn settings: expected user_verification to be one of [required, preferred, discouraged], got: 'x'",
        ],
    );
    assert!(load_yaml("webauthn: {user_verification: REQUIRED}").is_ok());
}

#[test]
fn stores_are_checked_while_they_are_used() {
    assert_refused("rate_limiter: {store: redis}", &["rate_limiter.store", "postgres", "in_memory"]);
    assert_refused(
        "rate_limiter: {store: x}",
        &[VALIDATE, "rate-limiter settings: x is not a valid rate limiter store."],
    );
    assert_refused("flow_locker: {store: redis}", &["flow_locker.store", "in_memory"]);
    assert_refused(
        "flow_locker: {store: x}",
        &[VALIDATE, "flow_locker settings: x is not a valid flow locker store"],
    );
    assert!(
        load_yaml("rate_limiter: {enabled: false, store: redis}\nflow_locker: {enabled: false, store: x}")
            .is_ok()
    );
    let loaded = load_yaml("rate_limiter: {store: postgres}").unwrap();
    assert_eq!(loaded.configuration.rate_limiter.store, RateLimiterStore::Postgres);
}

#[test]
fn an_account_stands_at_most_a_hundred_wrong_passcodes() {
    let account = |yaml: &str| {
        load_yaml(&format!("rate_limiter: {{{yaml}}}"))
            .map(|loaded| loaded.configuration.rate_limiter.account)
    };
    let hour = Duration::from_secs(3600);
    for yaml in ["", "enabled: false", "enabled: false, store: redis"] {
        assert_eq!(account(yaml).unwrap(), AccountLimit { wrong_guesses: 30, interval: hour });
    }
    let strict = account("account: {wrong_guesses: 100, interval: 24h}").unwrap();
    assert_eq!(strict, AccountLimit { wrong_guesses: 100, interval: 24 * hour });
    assert_eq!(account("account: {wrong_guesses: 0}").unwrap().wrong_guesses, 0);
    for count in ["101", "-1", "many"] {
        let yaml = format!("rate_limiter: {{account: {{wrong_guesses: {count}}}}}");
        assert_refused(&yaml, &["rate_limiter.account.wrong_guesses"]);
    }
    assert_refused("rate_limiter: {account: {interval: 0s}}", &["rate_limiter.account.interval"]);
}

#[test]
fn providers_need_their_credentials_and_the_redirects() {
    let refused = problems(load_yaml("third_party: {providers: {google: {enabled: true}}}")).join("\n");
    let start = format!("{VALIDATE}third_party settings: ");
    for text in [
        "failed to validate third party providers: google: missing client ID",
        "failed to validate third party providers: google: missing client secret",
        "redirect_url must be set",
        "error_redirect_url must be set",
        "at least one allowed redirect url must be set",
    ] {
        assert!(refused.contains(&format!("{start}{text}")), "{text}: {refused}");
    }
    assert_refused(
        "third_party: {allowed_redirect_urls: ['https://{a']}",
        &[
            "failed to post process config: failed compile allowed redirect url glob: ",
            "third_party.allowed_redirect_urls",
        ],
    );
}

#[test]
fn custom_providers_name_what_they_lack() {
    let redirects =
        "redirect_url: http://a, error_redirect_url: http://a/e/, allowed_redirect_urls: [http://a]";
    let refused = problems(load_yaml(&format!(
        "third_party: {{{redirects}, custom_providers: {{One: {{enabled: true}}, two: {{enabled: true, use_discovery: true, \
         display_name: Two, client_id: x, secret: x, scopes: [a]}}}}}}"
    )))
    .join("\n");
    let start = "failed to validate custom third party providers: failed to validate third party provider ";
    for text in [
        "one: missing display_name",
        "one: missing client_id",
        "one: missing client secret",
        "one: missing scopes",
        "one: authorization_endpoint, token_endpoint and userinfo_endpoint must be set when use_discovery is set to false or unset",
        "two: issuer must be set when use_discovery is set to true",
    ] {
        assert!(refused.contains(&format!("{start}{text}")), "{text}: {refused}");
    }
    assert!(refused.contains("redirect url http://a/e/ must not have trailing slash"), "{refused}");
}

#[test]
fn saml_needs_its_addresses_and_distinct_domains() {
    let refused = problems(load_yaml("saml: {enabled: true}")).join("\n");
    for text in
        ["endpoint_url must be set", "audience_uri must be set", "at least one SAML provider is needed"]
    {
        assert!(refused.contains(&format!("{VALIDATE}saml settings: {text}")), "{refused}");
    }
    let provider = "{enabled: true, name: N, domain: d.test, metadata_url: nowhere}";
    let saml = format!(
        "saml: {{enabled: true, endpoint_url: http://a/, audience_uri: a, identity_providers: [{provider}, {provider}]}}"
    );
    let refused = problems(load_yaml(&saml)).join("\n");
    assert!(refused.contains("'nowhere' is not a valid url"), "{refused}");
    assert!(
        refused.contains("provider domains must be unique, found domain d.test configured 2 times"),
        "{refused}"
    );
}

#[test]
fn hooks_are_checked_while_they_are_on() {
    let hooks = "hooks: [{callback: nowhere, events: [user, user.nap]}]";
    let refused = problems(load_yaml(&format!("webhooks: {{enabled: true, {hooks}}}"))).join("\n");
    assert!(
        refused.contains(&format!("{VALIDATE}webhook settings: callback is not a valid URL: ")),
        "{refused}"
    );
    assert!(refused.contains("event 'user.nap' at events[1] is not a valid webhook event"), "{refused}");
    assert!(load_yaml(&format!("webhooks: {{{hooks}}}")).is_ok());
}

#[test]
fn an_open_admin_api_must_be_confirmed_where_others_reach_it() {
    assert!(load_yaml("admin: {auth: none}").is_ok());
    let open = "server: {admin: {address: ':8001'}}\nadmin: {auth: none";
    assert_refused(&format!("{open}}}"), &["server.admin.address is :8001", "admin.i_know_this_is_open"]);
    let loaded = load_yaml(&format!("{open}, i_know_this_is_open: true}}")).unwrap();
    assert!(loaded.warnings.iter().any(|text| text.contains("admin.auth is none")));
    assert!(!loaded.configuration.admin.metrics_public);
    assert_refused("admin: {auth: off}", &["admin.auth is \"off\", expected keys or none"]);
    assert_refused("admin: {api_keys: [hunter2]}", &["admin.api_keys[0] has 7 bytes"]);
}
