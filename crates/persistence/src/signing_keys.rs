//! The table of signing keys.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{self, BigInt, Integer, Text};
use inkan_domain::Fault;
use inkan_domain::signing_key::{SigningKeys, StoredKey};

use crate::repositories::{PgRepositories, stored};
use crate::schema::jwks;
use crate::statement::statement;

statement! {
    /// Waits for the lock that everybody takes who adds keys; `4a574b53` is `JWKS` in ASCII.
    Lock {} -> (),
    "SELECT pg_advisory_xact_lock(x'4a574b53'::bigint)"
}

statement! {
    /// Stores a key under a given number and moves the sequence, from which the reference draws, beyond it.
    Add {
        id: i32 as Integer,
        key_data: String as Text,
        created_at: NaiveDateTime as sql_types::Timestamp,
    } -> BigInt,
    "WITH added AS ( \
         INSERT INTO jwks (id, key_data, created_at) VALUES ({id}, {key_data}, {created_at}) RETURNING id) \
     SELECT setval('jwks_id_seq', greatest(added.id, (SELECT last_value FROM jwks_id_seq))) FROM added"
}

impl SigningKeys for PgRepositories {
    #[tracing::instrument(level = "debug", name = "db.signing_keys.lock", skip_all)]
    fn lock(&mut self) -> Result<(), Fault> {
        self.run(|connection| Lock {}.execute(connection))?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", name = "db.signing_keys.all", skip_all)]
    fn all(&mut self) -> Result<Vec<StoredKey>, Fault> {
        let statement = jwks::table.select((jwks::id, jwks::key_data, jwks::created_at)).order(jwks::id);
        let rows = self.run(|connection| statement.load::<(i32, String, NaiveDateTime)>(connection))?;
        let keys = rows.into_iter().map(|(id, key_data, created_at)| StoredKey {
            id,
            key_data,
            created_at: created_at.and_utc(),
        });
        Ok(keys.collect())
    }

    #[tracing::instrument(level = "debug", name = "db.signing_keys.add", skip_all)]
    fn add(&mut self, key: &StoredKey) -> Result<(), Fault> {
        let statement =
            Add { id: key.id, key_data: key.key_data.clone(), created_at: stored(key.created_at) };
        self.run(|connection| statement.get_result::<i64>(connection))?;
        Ok(())
    }
}
