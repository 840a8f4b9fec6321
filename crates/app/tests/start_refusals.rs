//! A start that must not succeed ends with one clear line and exit code 1.

use std::net::TcpListener;

use crate::support::{Program, Settings, empty, foreign, migrated, number, run_with, sql};

/// Tries to serve; the line on standard error.
fn refusal(settings: &Settings) -> String {
    run_with(settings, &["serve", "all"]).refused()
}

fn assert_names(refusal: &str, words: &[&str]) {
    for word in words {
        assert!(refusal.contains(word), "{word:?} is not in {refusal:?}");
    }
}

#[test]
fn a_secret_must_be_given() {
    let database = migrated();
    let yaml = format!(r#"database: {{ url: "{}" }}"#, database.url());
    assert_names(&refusal(&Settings::from_yaml(&yaml)), &["secrets.keys"]);
}

#[test]
fn the_secret_that_everybody_knows_is_refused() {
    let settings = Settings::new(&migrated()).with("SECRETS_KEYS", "abcedfghijklmnopqrstuvwxyz");
    assert_names(&refusal(&settings), &["secrets.keys"]);
}

#[test]
fn a_short_secret_is_refused_and_not_shown() {
    let settings = Settings::new(&migrated()).with("SECRETS_KEYS", "fifteen-bytes-x");
    let refusal = refusal(&settings);
    assert_names(&refusal, &["secret", "15", "16"]);
    assert!(!refusal.contains("fifteen-bytes-x"), "{refusal}");
}

#[test]
fn an_empty_database_must_be_built_first() {
    let database = empty();
    let refusal = refusal(&Settings::new(&database));
    assert_eq!(refusal, r#"database is empty: run "inkan migrate up""#);
    let tables = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace";
    assert_eq!(number(&database, tables), 0);
}

#[test]
fn a_database_of_somebody_else_is_left_alone() {
    let refusal = refusal(&Settings::new(&foreign()));
    assert_eq!(refusal, "database is not empty and not a Hanko database");
}

#[test]
fn wrong_secrets_are_refused_and_leave_the_keys_as_they_are() {
    let database = migrated();
    drop(Program::serve(&Settings::new(&database)));
    let keys = sql(&database, "SELECT * FROM jwks");
    for wrong in ["another-secret-of-16-bytes", "another-secret-of-16-bytes,and-a-further-secret"] {
        let refusal = refusal(&Settings::new(&database).with("SECRETS_KEYS", wrong));
        assert_eq!(refusal, "secrets.keys do not open the stored signing keys (ids 1 of 1 rows)");
    }
    assert_eq!(sql(&database, "SELECT * FROM jwks"), keys);
    Program::serve(&Settings::new(&database)).public().get("/health/ready").expect(200);
}

#[test]
fn second_factors_demand_an_explicit_choice() {
    let database = migrated();
    sql(
        &database,
        "INSERT INTO users (id, created_at, updated_at) VALUES \
             ('00000000-0000-4000-8000-000000000001', now(), now()); \
         INSERT INTO otp_secrets (id, user_id, secret, created_at, updated_at) VALUES \
             ('00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000001', 'BASE32', now(), now())",
    );
    assert_names(&refusal(&Settings::new(&database)), &["second factors", "mfa.enabled"]);
    for (choice, status) in [("false", 400), ("true", 404)] {
        let program = Program::serve(&Settings::new(&database).with("MFA_ENABLED", choice));
        program.public().call("POST", "/passcode/login/initialize").send().expect(status);
    }
}

#[test]
fn a_taken_port_is_found_before_anything_is_written() {
    let database = migrated();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for variable in ["SERVER_PUBLIC_ADDRESS", "SERVER_ADMIN_ADDRESS"] {
        let refusal = refusal(&Settings::new(&database).with(variable, &address));
        assert_names(&refusal, &["cannot listen on", &address]);
    }
    assert_eq!(number(&database, "SELECT count(*) FROM jwks"), 0);
}

#[test]
fn all_that_is_wrong_with_the_configuration_is_told_together() {
    let settings = Settings::new(&migrated())
        .with("SESSION_LIMIT", "0")
        .with("SESSION_LIFESPAN", "12")
        .with("EMAIL_DELIVERY_SMTP_PORT", "none");
    let outcome = run_with(&settings, &["serve", "all"]);
    assert_eq!(outcome.code, Some(1));
    assert_names(&outcome.errors, &["session.limit", "lifespan", "smtp.port"]);
    assert!(outcome.errors.lines().all(|line| line.starts_with("error: ")), "{}", outcome.errors);
}
