//! `PostgreSQL` keeps the contract of the storage ports.

use inkan_domain::Storage;

use crate::support;

fn with_storage(contract: &dyn Fn(&dyn Storage)) {
    let database = support::migrated();
    contract(&support::storage(&database));
}

inkan_domain::storage_contract!(with_storage);
