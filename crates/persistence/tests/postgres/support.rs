//! Databases to test with.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::{Arc, OnceLock};

use inkan_domain::Secret;
use inkan_domain::fakes::FakeSealer;
use inkan_persistence::{DatabaseAddress, Migrator, PgStorage, PoolSettings, UpOptions};
use inkan_postgres::{TestDatabase, run_sql, test_server};

const REFERENCE: &str = include_str!("../../../../conformance/schema-v2.7.0.sql");

/// The address of a test's database.
pub(crate) fn address(database: &TestDatabase) -> DatabaseAddress {
    DatabaseAddress::Url(Secret::new(database.url()))
}

/// The names of all migrations, in their order.
pub(crate) fn migrations() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A migrated database; migrated once, then copied.
pub(crate) fn migrated() -> TestDatabase {
    static TEMPLATE: OnceLock<TestDatabase> = OnceLock::new();
    let template = TEMPLATE.get_or_init(|| {
        let database = test_server().database();
        Migrator::new(address(&database)).up(UpOptions::default()).unwrap();
        database
    });
    test_server().database_from(template.name())
}

/// Changes the schema of a test's database.
pub(crate) fn migrator(database: &TestDatabase) -> Migrator {
    Migrator::new(address(database))
}

/// A database of the reference, with changes.
pub(crate) fn reference(changes: &str) -> TestDatabase {
    let database = test_server().database();
    run_sql(&database.url(), REFERENCE).unwrap();
    run_sql(&database.url(), &format!("SELECT 1; {changes}")).unwrap();
    database
}

/// A pool of some connections to this database.
pub(crate) fn storage(database: &TestDatabase) -> PgStorage {
    let settings = PoolSettings { max: 8, ..PoolSettings::new(address(database)) };
    PgStorage::connect(&settings, Arc::new(FakeSealer::default())).unwrap()
}
