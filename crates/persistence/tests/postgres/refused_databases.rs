//! Databases that must not be touched, and what is tolerated.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use inkan_persistence::{MigrateError, UpOptions, Verdict};
use inkan_postgres::{TestDatabase, run_sql, test_server};

use crate::support::{self, migrator, reference};

const EXTRA: UpOptions = UpOptions { accept_extra: true, no_indexes: false };

fn refusal(database: &TestDatabase, options: UpOptions) -> (Verdict, String) {
    let before = run_sql(&database.url(), "SELECT count(*) FROM pg_class").unwrap();
    let error = migrator(database).up(options).unwrap_err();
    let text = error.to_string();
    let MigrateError::Refused(verdict) = error else { panic!("{text}") };
    assert_eq!(run_sql(&database.url(), "SELECT count(*) FROM pg_class").unwrap(), before);
    let status = migrator(database).status().unwrap();
    assert!(status.refusal().is_some());
    (verdict, text)
}

fn differences(database: &TestDatabase, options: UpOptions) -> Vec<String> {
    let (verdict, _) = refusal(database, options);
    let Verdict::ReferenceDiffers { differences } = verdict else { panic!("{verdict:?}") };
    differences
}

#[test]
fn a_foreign_database_is_refused() {
    let database = test_server().database();
    run_sql(&database.url(), "CREATE TABLE pets (id integer)").unwrap();
    let (verdict, text) = refusal(&database, EXTRA);
    assert_eq!(verdict, Verdict::Foreign);
    assert_eq!(text, "database is not empty and not a Hanko database");
}

#[test]
fn an_older_database_is_refused() {
    let database = reference("DELETE FROM schema_migration WHERE version >= '20251119000000'");
    let (_, text) = refusal(&database, EXTRA);
    assert_eq!(
        text,
        "database is at Hanko migration 20251104000000 (46 of 48): upgrade it with Hanko v2.7.0 first"
    );
}

#[test]
fn a_newer_database_is_refused_also_after_it_was_ours() {
    let newer = "INSERT INTO schema_migration VALUES ('20270101000000')";
    let text = "database has migration 20270101000000, which Hanko v2.7.0 does not know: \
                it is newer or modified";
    assert_eq!(refusal(&reference(newer), EXTRA).1, text);
    let ours = support::migrated();
    run_sql(&ours.url(), newer).unwrap();
    assert_eq!(refusal(&ours, EXTRA).1, text);
}

#[test]
fn a_changed_database_is_refused_with_the_differences() {
    let database = reference(
        "ALTER TABLE users DROP COLUMN picture; ALTER TABLE emails ALTER address TYPE text; \
         DROP INDEX emails_address_idx; ALTER TABLE sessions DROP CONSTRAINT sessions_user_id_fkey; \
         DROP TABLE saml_states",
    );
    assert_eq!(
        differences(&database, EXTRA),
        [
            "column emails.address is text not null, not character varying(255) not null",
            "column users.picture is missing",
            "constraint sessions.sessions_user_id_fkey is missing",
            "index emails.emails_address_idx is missing",
            "table saml_states is missing",
        ]
    );
}

#[test]
fn harmless_additions_are_accepted_when_asked() {
    let database = reference(
        "CREATE TABLE pets (id integer NOT NULL); ALTER TABLE users ADD age integer; \
         CREATE INDEX users_name_idx ON users (name)",
    );
    assert_eq!(
        differences(&database, UpOptions::default()),
        [
            "column users.age is additional",
            "index users.users_name_idx is additional",
            "table pets is additional"
        ]
    );
    migrator(&database).up(EXTRA).unwrap();
    assert_eq!(migrator(&database).status().unwrap().refusal(), None);
}

#[test]
fn harmful_additions_are_never_accepted() {
    let database = reference("ALTER TABLE users ADD age integer NOT NULL DEFAULT 0");
    assert_eq!(differences(&database, EXTRA), ["column users.age is additional"]);
}

const UNDO_LAST: &str = "DELETE FROM schema_migration WHERE version = '20260204151021'; \
    ALTER TABLE users DROP COLUMN picture, DROP COLUMN name, DROP COLUMN given_name, DROP COLUMN family_name";

#[test]
fn a_database_that_lacks_one_migration_is_told_its_newest() {
    for (change, newest) in [
        (UNDO_LAST, "20251119000000"),
        ("DELETE FROM schema_migration WHERE version = '20220405153240'", "20260204151021"),
    ] {
        let text =
            format!("database is at Hanko migration {newest} (47 of 48): upgrade it with Hanko v2.7.0 first");
        assert_eq!(refusal(&reference(change), EXTRA).1, text);
    }
}

#[test]
fn foreign_tables_with_familiar_names_are_refused() {
    for table in ["orders (id serial PRIMARY KEY, what text)", "users (id serial PRIMARY KEY, login text)"] {
        let database = test_server().database();
        run_sql(&database.url(), &format!("CREATE TABLE {table}")).unwrap();
        let text = refusal(&database, EXTRA).1;
        assert_eq!(text, "database is not empty and not a Hanko database");
    }
}

#[test]
fn one_difference_is_told_by_name() {
    for (change, difference) in [
        ("ALTER TABLE sessions DROP COLUMN last_used", "column sessions.last_used is missing"),
        (
            "ALTER TABLE passcodes ALTER COLUMN ttl TYPE bigint",
            "column passcodes.ttl is bigint not null, not integer not null",
        ),
        (
            "ALTER TABLE emails DROP CONSTRAINT emails_user_id_fkey",
            "constraint emails.emails_user_id_fkey is missing",
        ),
        ("CREATE TABLE orders (id serial PRIMARY KEY)", "table orders is additional"),
    ] {
        let (_, text) = refusal(&reference(change), UpOptions::default());
        assert_eq!(text, format!("database differs from the schema of Hanko v2.7.0: {difference}"));
    }
}

#[test]
fn what_lies_beside_the_tables_of_the_reference_is_no_difference() {
    let database = reference(
        "CREATE SCHEMA inkan; CREATE SCHEMA other; CREATE TABLE other.users (id integer); \
         CREATE INDEX inkan_odd_idx ON users (name)",
    );
    assert_eq!(migrator(&database).status().unwrap().verdict, Verdict::Reference);
    migrator(&database).up(UpOptions::default()).unwrap();
}
