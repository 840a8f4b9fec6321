//! Defaults, file and environment: which wins, and how each is written.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::time::Duration;

use inkan_config::{Configuration, LoadOptions};
use support::{Sources, load_both, load_variables, load_yaml, problems, shown};

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_default() {
    let loaded = load_both("email: {limit: 7, max_length: 50}", &[("EMAIL_LIMIT", "9")]).unwrap();
    assert_eq!(shown(&loaded, "email.limit"), "9 (env)");
    assert_eq!(shown(&loaded, "email.max_length"), "50 (file)");
    assert_eq!(shown(&loaded, "email.passcode_ttl"), "300 (default)");
    assert_eq!(loaded.configuration.email.limit, 9);
    assert_eq!(loaded.configuration.email.passcode_ttl, Duration::from_secs(300));
}

#[test]
fn the_case_of_key_names_does_not_count() {
    let loaded = load_yaml("Password: {MIN_LENGTH: 9}").unwrap();
    assert_eq!(loaded.configuration.password.min_length, 9);
}

#[test]
fn null_and_nothing_keep_the_default() {
    let loaded =
        load_yaml("email: {limit: null}\nsession:\nserver: {public: {cors: {allow_origins: ~}}}\n").unwrap();
    assert_eq!(loaded.configuration.email.limit, 5);
    assert_eq!(loaded.configuration.server.public.cors.allow_origins, ["http://localhost:8888"]);
    assert_eq!(loaded.warnings, Vec::<String>::new());
}

#[test]
fn quoted_numbers_and_booleans_and_bare_numbers_for_texts_are_accepted() {
    let loaded = load_yaml(
        "email: {limit: \"7\", optional: \"T\"}\npasskey: {enabled: 0}\ndatabase: {port: 5433, password: 1234}\n",
    )
    .unwrap()
    .configuration;
    assert_eq!(loaded.email.limit, 7);
    assert!(loaded.email.optional);
    assert!(!loaded.passkey.enabled);
    assert_eq!(loaded.database.port, "5433");
    assert_eq!(loaded.database.password.expose(), "1234");
}

#[test]
fn an_empty_list_replaces_the_default_list() {
    let loaded = load_yaml("server: {public: {cors: {allow_origins: []}}}").unwrap();
    assert!(loaded.configuration.server.public.cors.allow_origins.is_empty());
}

#[test]
fn merge_keys_and_anchors_are_resolved() {
    let yaml = "
rate_limiter:
  passcode_limits: &slow {tokens: 1, interval: 2m}
  password_limits:
    <<: *slow
    tokens: 4
";
    let limits = load_yaml(yaml).unwrap().configuration.rate_limiter.password_limits;
    assert_eq!((limits.tokens, limits.interval), (4, Duration::from_secs(120)));
}

#[test]
fn lists_in_variables_are_split_at_commas_and_keep_blanks() {
    let variable = ("SERVER_PUBLIC_CORS_ALLOW_ORIGINS", "http://a.test, http://b.test");
    let cors = load_variables(&[variable]).unwrap().configuration.server.public.cors;
    assert_eq!(cors.allow_origins, ["http://a.test", " http://b.test"]);
    let cors = load_variables(&[(variable.0, "")]).unwrap().configuration.server.public.cors;
    assert!(cors.allow_origins.is_empty());
}

#[test]
fn an_empty_variable_is_an_empty_text_but_no_number_boolean_or_duration() {
    let loaded = load_variables(&[("EMAIL_DELIVERY_FROM_NAME", "")]).unwrap();
    assert_eq!(loaded.configuration.email_delivery.from_name, "");
    for name in ["EMAIL_LIMIT", "EMAIL_ENABLED", "RATE_LIMITER_TOKEN_LIMITS_INTERVAL"] {
        assert!(load_variables(&[(name, "")]).is_err(), "{name}");
    }
}

#[test]
fn hooks_in_a_variable_are_json_objects_with_semicolons_between_them() {
    let text =
        r#"{"callback":"http://a/","events":["user"]};{"callback":"http://b/","events":["email.send"]}"#;
    let hooks = load_variables(&[("WEBHOOKS_HOOKS", text)]).unwrap().configuration.webhooks.hooks;
    let callbacks: Vec<&str> = hooks.iter().map(|hook| hook.callback.as_str()).collect();
    assert_eq!(callbacks, ["http://a/", "http://b/"]);
    let refused = problems(load_variables(&[("WEBHOOKS_HOOKS", r#"[{"callback":"http://a/"}]"#)]));
    assert!(refused.join("").contains("WEBHOOKS_HOOKS (webhooks.hooks): invalid map json: "), "{refused:?}");
}

#[test]
fn a_named_file_that_is_missing_or_broken_is_refused() {
    let options = LoadOptions { file: Some("/nowhere/inkan.yaml".into()), ..LoadOptions::default() };
    let text = Configuration::load(options).unwrap_err().to_string();
    let start =
        "failed to load config from: /nowhere/inkan.yaml: failed to load file from '/nowhere/inkan.yaml': ";
    assert!(text.starts_with(start), "{text}");
    assert!(problems(load_yaml("email: [")).join("").contains("failed to load file from"));
    assert!(problems(load_yaml("- a\n- b\nsecrets:")).join("").contains("failed to load file from"));
}

#[test]
fn the_file_that_was_read_is_named() {
    let file = support::profile("takeover.yaml");
    let options = LoadOptions { file: Some(file.clone()), ..LoadOptions::default() };
    assert_eq!(Configuration::load(options).unwrap().source_file, Some(file));
}

#[test]
fn a_secret_may_stand_in_a_file_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let keys = path("keys", "first-secret-of-length,x\n\nsecond-secret-of-length\r\n");
    let url = path("url", "postgres://me:hunter2@db/x\n");
    let google = path("google", "google-secret\r\n");
    let api_keys = path("api", "first-key-of-some-length,second-key-of-some-length");
    let loaded = load_variables(&[
        ("SECRETS_KEYS_FILE", &keys),
        ("DATABASE_URL_FILE", &url),
        ("THIRD_PARTY_PROVIDERS_GOOGLE_SECRET_FILE", &google),
        ("ADMIN_API_KEYS_FILE", &api_keys),
    ])
    .unwrap()
    .configuration;
    let keys: Vec<&str> = loaded.secrets.keys.iter().map(inkan_config::Secret::expose).collect();
    assert_eq!(keys, ["first-secret-of-length,x", "second-secret-of-length"]);
    assert_eq!(loaded.database.connection_url().expose(), "postgres://me:hunter2@db/x");
    let google = loaded.third_party.providers.iter().find(|provider| provider.name == "google").unwrap();
    assert_eq!(google.secret.expose(), "google-secret");
    assert_eq!(loaded.admin.api_keys.len(), 2);
}

#[test]
fn a_file_of_a_secret_must_exist_and_is_not_printed() {
    let refused = problems(load_variables(&[("DATABASE_PASSWORD_FILE", "hunter2")])).join("\n");
    assert!(
        refused.contains("DATABASE_PASSWORD_FILE (database.password): cannot read the file"),
        "{refused}"
    );
    assert!(!refused.contains("hunter2"));
}

#[test]
fn the_file_needs_not_exist_when_the_environment_says_enough() {
    let variables = [("SECRETS_KEYS", support::SECRET)];
    assert!(Sources { yaml: "", variables: &variables, ..Sources::default() }.load().is_ok());
}
