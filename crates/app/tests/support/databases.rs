//! Databases, one a test.

use std::sync::OnceLock;

use inkan_postgres::{TestDatabase, run_sql, test_server};

use super::Settings;

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
