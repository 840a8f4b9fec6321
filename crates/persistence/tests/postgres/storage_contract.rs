//! `PostgreSQL` keeps the contract of the storage ports.

#![expect(clippy::unwrap_used, reason = "tests")]

use inkan_domain::Storage;
use inkan_domain::fakes::contract::Seeds;
use inkan_domain::one_time_token::OneTimeToken;
use inkan_postgres::{TestDatabase, run_sql};
use uuid::Uuid;

use crate::support;

fn with_storage(contract: &dyn Fn(&dyn Storage)) {
    let database = support::migrated();
    contract(&support::storage(&database));
}

/// Writes rows as the reference does.
struct SqlSeeds<'database>(&'database TestDatabase);

impl Seeds for SqlSeeds<'_> {
    fn token(&self, value: &str, token: &OneTimeToken) {
        let OneTimeToken { id, user_id, expires_at } = token;
        let insert = format!(
            "INSERT INTO tokens (id, user_id, value, expires_at, created_at, updated_at) \
             VALUES ('{id}', '{user_id}', '{value}', '{}', now(), now())",
            expires_at.naive_utc()
        );
        run_sql(&self.0.url(), &insert).unwrap();
    }

    fn hook(&self, id: Uuid, subscribed: &str) {
        let insert = format!(
            "INSERT INTO webhooks (id, callback, expires_at, created_at, updated_at) \
             VALUES ('{id}', 'https://inkan.test', now(), now(), now()); \
             INSERT INTO webhook_events VALUES (gen_random_uuid(), '{id}', '{subscribed}', now(), now())"
        );
        run_sql(&self.0.url(), &insert).unwrap();
    }
}

fn with_seeds(contract: &dyn Fn(&dyn Storage, &dyn Seeds)) {
    let database = support::migrated();
    contract(&support::storage(&database), &SqlSeeds(&database));
}

inkan_domain::storage_contract!(with_storage);
inkan_domain::seeded_storage_contract!(with_seeds);
