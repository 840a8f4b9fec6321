//! `inkan doctor` looks and changes nothing.

use inkan_postgres::TestDatabase;

use crate::support::{
    Outcome, REFERENCE_SECRETS, Settings, contents, empty, foreign, migrated, migrations, reference,
    run_with, sql, with_key,
};

const MAY_START: &str = "verdict: the server can start";
const MUST_MIGRATE: &str = r#"verdict: run "inkan migrate up", then the server can start"#;

/// Asks the doctor, who must leave the database as it was.
fn ask(database: &TestDatabase, settings: &Settings) -> Outcome {
    let before = contents(database);
    let outcome = run_with(settings, &["doctor"]);
    assert_eq!(contents(database), before, "the doctor changed something");
    outcome
}

fn of_reference(database: &TestDatabase) -> Settings {
    Settings::new(database).with("SECRETS_KEYS", REFERENCE_SECRETS).with("MFA_ENABLED", "false")
}

#[test]
fn an_empty_database_must_be_built() {
    let database = empty();
    let output = ask(&database, &Settings::new(&database)).succeeded();
    let lines: Vec<_> = output.lines().collect();
    assert!(lines[0].starts_with("configuration: good, "), "{output}");
    assert!(lines.contains(&r#"database: database is empty: run "inkan migrate up""#), "{output}");
    assert_eq!(output.matches("migrate up would run ").count(), migrations(), "{output}");
    assert_eq!(lines.last(), Some(&MUST_MIGRATE), "{output}");
}

#[test]
fn our_own_database_is_ready() {
    for database in [migrated(), with_key()] {
        let output = ask(&database, &Settings::new(&database)).succeeded();
        assert!(output.contains("\ndatabase: database is an Inkan database\n"), "{output}");
        assert!(output.contains("\nsigning keys: secrets.keys open all of them\n"), "{output}");
        assert!(!output.contains("migrate up would"), "{output}");
        assert_eq!(output.lines().last(), Some(MAY_START), "{output}");
    }
}

#[test]
fn our_own_database_that_is_behind_must_be_migrated() {
    let database = migrated();
    let settings = Settings::new(&database);
    run_with(&settings, &["migrate", "down", "1"]).succeeded();
    let output = ask(&database, &settings).succeeded();
    assert_eq!(output.matches("migrate up would run ").count(), 1, "{output}");
    assert_eq!(output.lines().last(), Some(MUST_MIGRATE), "{output}");
}

#[test]
fn a_database_of_the_reference_can_be_taken_over() {
    let database = reference();
    let settings = of_reference(&database);
    let output = ask(&database, &settings).succeeded();
    assert!(output.contains("\ndatabase: database is a Hanko v2.7.0 database"), "{output}");
    assert_eq!(output.matches("migrate up would run ").count(), migrations() - 1, "{output}");
    assert!(output.contains("  migrate up would make the index inkan_"), "{output}");
    assert!(output.contains("\nsigning keys: secrets.keys open all of them\n"), "{output}");
    assert_eq!(output.lines().last(), Some(MUST_MIGRATE), "{output}");

    run_with(&settings, &["migrate", "up"]).succeeded();
    let output = ask(&database, &settings).succeeded();
    assert_eq!(output.lines().last(), Some(MAY_START), "{output}");
}

#[test]
fn accounts_from_the_future_are_mentioned() {
    let database = reference();
    sql(
        &database,
        "UPDATE users SET created_at = '2999-01-01' WHERE id = (SELECT min(id::text)::uuid FROM users)",
    );
    let output = ask(&database, &of_reference(&database)).succeeded();
    assert!(output.contains("\n  1 accounts and 0 addresses were made in the future"), "{output}");
}

#[test]
fn secrets_that_open_no_key_are_a_refusal() {
    let database = reference();
    let settings = Settings::new(&database).with("MFA_ENABLED", "false");
    let Outcome { code, output, errors } = ask(&database, &settings);
    assert_eq!(code, Some(1));
    assert!(errors.starts_with("error: ") && errors.contains("secrets.keys"), "{errors}");
    assert!(!output.contains("can start"), "{output}");
}

#[test]
fn second_factors_ask_for_a_choice() {
    let database = reference();
    let settings = Settings::new(&database).with("SECRETS_KEYS", REFERENCE_SECRETS);
    let refusal = ask(&database, &settings).refused();
    assert!(refusal.starts_with("the database holds second factors"), "{refusal}");
}

#[test]
fn a_database_of_somebody_else_is_refused() {
    let database = foreign();
    let refusal = ask(&database, &Settings::new(&database)).refused();
    assert_eq!(refusal, "verdict: refused: database is not empty and not a Hanko database");
}

#[test]
fn another_version_or_shape_is_refused() {
    for (change, said) in [
        ("INSERT INTO schema_migration VALUES ('20990101000000')", "20990101000000"),
        ("DELETE FROM schema_migration WHERE version = '20220405153240'", "47 of 48"),
        ("ALTER TABLE users DROP COLUMN picture", "picture"),
    ] {
        let database = reference();
        sql(&database, change);
        let refusal = ask(&database, &of_reference(&database)).refused();
        assert!(refusal.starts_with("verdict: refused: ") && refusal.contains(said), "{refusal}");
    }
}
