//! Databases, one a test.

use std::sync::OnceLock;

use inkan_postgres::{TestDatabase, run_sql, test_server};

use super::{Program, Settings};

/// How many migrations there are; the first makes the schema of the reference.
pub(crate) fn migrations() -> usize {
    std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations")).unwrap().count()
}

/// A database with nothing in it.
pub(crate) fn empty() -> TestDatabase {
    test_server().database()
}

/// A database of somebody else.
pub(crate) fn foreign() -> TestDatabase {
    let database = empty();
    sql(&database, "CREATE TABLE invoices (id integer)");
    database
}

/// A database as `inkan migrate up` leaves it; migrated once, then copied.
pub(crate) fn migrated() -> TestDatabase {
    static TEMPLATE: OnceLock<TestDatabase> = OnceLock::new();
    let template = TEMPLATE.get_or_init(|| {
        let database = empty();
        inkan_app::migrate(&Settings::new(&database).load()).unwrap();
        database
    });
    test_server().database_from(template.name())
}

/// A migrated database whose signing key a server with the usual secret has made already.
pub(crate) fn with_key() -> TestDatabase {
    static TEMPLATE: OnceLock<TestDatabase> = OnceLock::new();
    let template = TEMPLATE.get_or_init(|| {
        let database = migrated();
        drop(Program::serve(&Settings::new(&database)));
        database
    });
    test_server().database_from(template.name())
}

/// A database that the reference filled, as it was left; its secrets are [`REFERENCE_SECRETS`].
pub(crate) fn reference() -> TestDatabase {
    static TEMPLATE: OnceLock<TestDatabase> = OnceLock::new();
    let template = TEMPLATE.get_or_init(|| {
        let database = empty();
        for file in ["schema-v2.7.0.sql", "takeover/data.sql"] {
            sql(&database, &format!(r"\i {CONFORMANCE}/{file}"));
        }
        database
    });
    test_server().database_from(template.name())
}

/// The contract and what belongs to it.
pub(crate) const CONFORMANCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../conformance");

/// The secrets of [`reference`], the newest first.
pub(crate) const REFERENCE_SECRETS: &str = "takeover-second-secret-für-2026,takeover-first-secret-2025";

/// Runs statements; the rows come one a line.
#[track_caller]
pub(crate) fn sql(database: &TestDatabase, statements: &str) -> String {
    run_sql(&database.url(), statements).unwrap()
}

/// The one number that a query gives.
#[track_caller]
pub(crate) fn number(database: &TestDatabase, query: &str) -> i64 {
    sql(database, query).parse().unwrap()
}

/// Opens or closes a database to everybody, superusers too, and disconnects who is there.
pub(crate) fn allow_connections(database: &TestDatabase, is_allowed: bool) {
    let name = database.name();
    let elsewhere = test_server().url("postgres");
    let allow = format!("ALTER DATABASE \"{name}\" WITH ALLOW_CONNECTIONS {is_allowed}");
    run_sql(&elsewhere, &allow).unwrap();
    let disconnect =
        format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    run_sql(&elsewhere, &disconnect).unwrap();
}
