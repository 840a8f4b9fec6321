//! Both names of every variable.
#![expect(clippy::unwrap_used, dead_code, reason = "tests")]

mod support;

use inkan_config::{Key, Kind, Origin, all_keys};
use support::{load_variables, problems};

/// A value that differs from the default and is accepted.
fn other_value(key: &Key) -> String {
    match key.kind {
        Kind::Bool => (key.default != "true").to_string(),
        Kind::Number { .. } if key.path.starts_with("database.pool.") => "4".to_owned(),
        Kind::Number { max: 15, .. } => "13".to_owned(),
        Kind::Number { max: 100, .. } => "50".to_owned(),
        Kind::Number { .. } => "4096".to_owned(),
        Kind::Choice(words) | Kind::OpenChoice { words, .. } => {
            words.iter().copied().find(|word| *word != key.default).unwrap_or(key.default).to_owned()
        }
        Kind::Duration | Kind::DurationOrZero => "77m".to_owned(),
        Kind::SecretUrl => "postgres://db/other".to_owned(),
        Kind::Networks => "192.0.2.0/24".to_owned(),
        Kind::Hooks => r#"{"callback":"http://a/","events":["user"]}"#.to_owned(),
        _ if key.path.ends_with("address") => "127.0.0.1:7000".to_owned(),
        _ if key.path.ends_with("port") => "2525".to_owned(),
        _ if key.path.ends_with("user_verification") => "required".to_owned(),
        _ if key.path == "database.dialect" => "postgres".to_owned(),
        _ if key.path == "email_delivery.templates" => env!("CARGO_MANIFEST_DIR").to_owned(),
        _ => "a-value-of-some-length".to_owned(),
    }
}

/// Switches that are refused without further keys.
fn needs_more(key: &Key) -> bool {
    ["saml.enabled", "session.server_side.enabled", "session.status_list.enabled"].contains(&key.path)
        || key.path.starts_with("third_party.providers.") && key.path.ends_with(".enabled")
}

#[test]
fn every_variable_sets_its_key_by_either_name() {
    for key in all_keys().filter(|key| !key.is_file_only && !needs_more(key)) {
        let value = other_value(key);
        for name in key.variables() {
            let loaded = load_variables(&[(&name, &value)]);
            let loaded = loaded.unwrap_or_else(|error| unreachable!("{name}: {error}"));
            let effective = loaded.effective.iter().find(|one| one.path == key.path).unwrap();
            assert_eq!(effective.origin, Origin::Environment, "{name}");
        }
    }
}

#[test]
fn switches_that_need_more_are_read_by_either_name_too() {
    for key in all_keys().filter(|key| key.path.ends_with(".enabled")) {
        for name in key.variables() {
            let refused = problems(load_variables(&[(&name, "perhaps")])).join("\n");
            assert!(
                refused.contains(&format!("assigning {name}: converting 'perhaps' to type bool")),
                "{refused}"
            );
        }
    }
}

#[test]
fn two_names_with_the_same_value_agree_and_with_different_values_are_refused() {
    let loaded = load_variables(&[("EMAIL_MAXLENGTH", "50"), ("EMAIL_MAX_LENGTH", "50")]).unwrap();
    assert_eq!(loaded.configuration.email.max_length, 50);
    let refused = problems(load_variables(&[("EMAIL_MAXLENGTH", "50"), ("EMAIL_MAX_LENGTH", "60")]));
    assert_eq!(refused.len(), 1);
    assert!(refused[0].contains("EMAIL_MAXLENGTH and EMAIL_MAX_LENGTH"), "{refused:?}");
}

#[test]
fn a_misspelt_variable_is_warned_of_and_a_foreign_one_is_not() {
    let foreign = [("PATH", "/bin"), ("LOG_LEVEL", "debug"), ("SERVER_PORT", "80"), ("HOME", "/root")];
    assert_eq!(load_variables(&foreign).unwrap().warnings, Vec::<String>::new());
    let warnings = load_variables(&[("SESSION_LIFSPAN", "1h")]).unwrap().warnings;
    assert_eq!(warnings, ["unknown variable SESSION_LIFSPAN: did you mean SESSION_LIFESPAN?"]);
}

#[test]
fn keys_of_the_file_alone_are_not_variables() {
    let loaded = load_variables(&[("ADMIN_AUTH", "none")]).unwrap();
    assert_eq!(loaded.configuration.admin.auth, inkan_config::AdminAuth::Keys);
    assert_eq!(
        loaded.warnings,
        ["the variable ADMIN_AUTH is ignored: admin.auth can be set in the file only"]
    );
}
