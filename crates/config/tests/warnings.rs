//! What is accepted with a word about it.
#![expect(clippy::unwrap_used, dead_code, reason = "tests")]

mod support;

use support::{SECRET, Sources, load_yaml, problems, shown};

fn warnings(yaml: &str) -> Vec<String> {
    load_yaml(yaml).unwrap().warnings
}

#[test]
fn an_unknown_key_is_warned_of_once_with_the_nearest_one() {
    assert_eq!(
        warnings("session: {live_span: 1h}"),
        ["unknown key session.live_span: did you mean session.lifespan?"]
    );
    assert_eq!(
        warnings("Pasword: {min_length: 9, enabled: false}"),
        ["unknown key Pasword: did you mean password?"]
    );
    assert_eq!(warnings("zzz: {a: 1}"), ["unknown key zzz"]);
}

#[test]
fn a_key_with_dots_in_its_name_is_unknown() {
    let loaded = load_yaml("password.min_length: 9").unwrap();
    assert_eq!(loaded.configuration.password.min_length, 8);
    assert!(loaded.warnings[0].starts_with("unknown key password.min_length: "));
}

#[test]
fn unknown_members_of_objects_are_warned_of_too() {
    assert_eq!(
        warnings("webhooks: {hooks: [{callbak: 'http://a', events: []}]}"),
        ["unknown key webhooks.hooks[0].callbak: did you mean webhooks.hooks[0].callback?"]
    );
    assert_eq!(
        warnings("third_party: {custom_providers: {x: {ScopesX: a}}}"),
        [
            "unknown key third_party.custom_providers.x.scopesx: did you mean third_party.custom_providers.x.scopes?"
        ]
    );
}

#[test]
fn a_key_written_twice_in_different_case_is_warned_of() {
    let loaded = load_yaml("email: {limit: 1, LIMIT: 2}").unwrap();
    assert_eq!(loaded.configuration.email.limit, 1);
    assert_eq!(loaded.warnings, ["email.limit is written more than once, in different case"]);
}

#[test]
fn a_strict_reading_refuses_mistakes_but_not_notes() {
    let strict = |yaml: &str| {
        let yaml = format!("secrets: {{keys: [{SECRET}]}}\n{yaml}");
        Sources { yaml: &yaml, strict: true, ..Sources::default() }.load()
    };
    let refused = problems(strict("sesion: {}\nemails: {max_num_of_addresses: 3}"));
    assert_eq!(refused.len(), 2, "{refused:?}");
    assert_eq!(strict("username: {enabled: true}").unwrap().warnings.len(), 1);
}

#[test]
fn keys_of_flows_share_one_warning() {
    assert_eq!(
        warnings("username: {enabled: true}\npasskey: {limit: 3}"),
        ["no effect yet, since only flows use it: passkey.limit, username.enabled"]
    );
}

#[test]
fn a_deprecated_key_names_the_new_one_and_has_no_effect() {
    let loaded = load_yaml("emails: {max_num_of_addresses: 3}").unwrap();
    assert_eq!(loaded.configuration.email.limit, 5);
    assert_eq!(
        loaded.warnings,
        ["emails.max_num_of_addresses is deprecated and has no effect: use email.limit"]
    );
}

#[test]
fn legacy_keys_are_copied_over_the_new_ones_when_asked_for() {
    let loaded = load_yaml(
        "convert_legacy_config: true\nemails: {max_num_of_addresses: 3, require_verification: false}\n\
         passcode: {ttl: 60}\nsmtp: {host: old, port: 25, user: me, password: hunter2}\n\
         password: {min_password_length: 12, min_length: 9}\nwebauthn: {user_verification: Required, timeout: 1000}\n",
    )
    .unwrap();
    let configuration = &loaded.configuration;
    assert_eq!(configuration.email.limit, 3);
    assert!(!configuration.email.require_verification);
    assert_eq!(configuration.email.passcode_ttl.as_secs(), 60);
    assert_eq!(configuration.email_delivery.smtp.host, "old");
    assert_eq!(configuration.email_delivery.smtp.port, 25);
    assert_eq!(configuration.email_delivery.smtp.password.expose(), "hunter2");
    assert_eq!(configuration.password.min_length, 12);
    assert_eq!(configuration.passkey.user_verification.as_str(), "required");
    assert_eq!(configuration.webauthn.login_timeout.as_secs(), 1);
    assert_eq!(configuration.webauthn.registration_timeout.as_secs(), 1);
    assert_eq!(shown(&loaded, "email.limit"), "3 (file)");
}

#[test]
fn an_unset_legacy_key_overwrites_a_new_one_with_a_warning() {
    let loaded = load_yaml("convert_legacy_config: true\nemail: {limit: 9}").unwrap();
    assert_eq!(loaded.configuration.email.limit, 5);
    assert_eq!(loaded.configuration.password.min_length, 0);
    assert!(loaded.warnings.iter().any(|text| text.starts_with("email.limit is overwritten")));
}

#[test]
fn server_side_sessions_turn_on_what_they_stood_for() {
    let yaml = "session: {acquire_user_agent: false, server_side: {enabled: true, limit: 3}}";
    let session = load_yaml(yaml).unwrap().configuration.session;
    assert_eq!(session.limit, 3);
    assert!(session.acquire_user_agent && session.allow_revocation && session.show_on_profile);
    let refused = problems(load_yaml("session: {server_side: {enabled: true}}"));
    assert!(refused[0].starts_with("session.server_side.limit is 0"), "{refused:?}");
    let off = "convert_legacy_server_side_session_config: false\nsession: {server_side: {enabled: true}}";
    assert_eq!(load_yaml(off).unwrap().configuration.session.limit, 5);
}

#[test]
fn a_password_that_may_travel_in_plain_text_is_warned_of() {
    let yaml = |tls: &str| format!("email_delivery: {{smtp: {{port: 25, user: me, password: x{tls}}}}}");
    assert!(warnings(&yaml(""))[0].contains("plain text"));
    assert_eq!(warnings(&yaml(", tls: required")), Vec::<String>::new());
}

#[test]
fn multi_factor_authentication_is_off_and_tells_whether_it_was_set() {
    let mfa = |yaml: &str| {
        let mfa = load_yaml(yaml).unwrap().configuration.mfa;
        (mfa.enabled(), mfa.is_explicit())
    };
    assert_eq!(mfa(""), (false, false));
    assert_eq!(mfa("mfa: {enabled: false}"), (false, true));
    assert_eq!(mfa("mfa: {enabled: true}"), (true, true));
}
