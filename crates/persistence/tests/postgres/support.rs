//! Databases to test with.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::{Arc, OnceLock};

use inkan_domain::Secret;
use inkan_domain::fakes::FakeSealer;
use inkan_persistence::{DatabaseAddress, Migrator, PgStorage, PoolSettings, UpOptions};
use inkan_postgres::{TestDatabase, test_server};

/// The address of a test's database.
pub(crate) fn address(database: &TestDatabase) -> DatabaseAddress {
    DatabaseAddress::Url(Secret::new(database.url()))
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

/// A pool of some connections to this database.
pub(crate) fn storage(database: &TestDatabase) -> PgStorage {
    let settings = PoolSettings { max: 8, ..PoolSettings::new(address(database)) };
    PgStorage::connect(&settings, Arc::new(FakeSealer::default())).unwrap()
}
