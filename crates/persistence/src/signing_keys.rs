//! Signing keys: the table of the reference, and the plan and the keys of our own beside it.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{self, BigInt, Bool, Integer, Nullable, Text};
use inkan_domain::signing_key::{GoneKey, SigningKeys, StoredKey};
use inkan_domain::{Fault, Timestamp};

use crate::repositories::{PgRepositories, stored};
use crate::schema::inkan::signing_keys;
use crate::schema::jwks;
use crate::statement::statement;

statement! {
    /// Waits for the lock that everybody takes who changes keys; `4a574b53` is `JWKS` in ASCII.
    Lock {} -> (),
    "SELECT pg_advisory_xact_lock(x'4a574b53'::bigint)"
}

statement! {
    /// Every published key. A plan whose row in `jwks` somebody removed publishes nothing.
    All {} -> (Nullable<Integer>, Nullable<Text>, Text, sql_types::Timestamp, sql_types::Timestamp),
    "SELECT jwks.id, plan.kid, jwks.key_data, jwks.created_at, coalesce(plan.signs_from, jwks.created_at) \
     FROM jwks LEFT JOIN inkan.signing_keys AS plan ON plan.jwk_id = jwks.id AND plan.gone_at IS NULL \
     UNION ALL \
     SELECT NULL, kid, key_data, created_at, signs_from FROM inkan.signing_keys \
     WHERE jwk_id IS NULL AND gone_at IS NULL \
     ORDER BY 1 NULLS LAST, 4, 2"
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

statement! {
    /// Removes a key from `jwks` and keeps what it was.
    Remove {
        kid: String as Text,
        row: Option<i32> as Nullable<Integer>,
        created_at: NaiveDateTime as sql_types::Timestamp,
        signs_from: NaiveDateTime as sql_types::Timestamp,
        retired_at: NaiveDateTime as sql_types::Timestamp,
        gone_at: NaiveDateTime as sql_types::Timestamp,
        is_compromised: bool as Bool,
    } -> (),
    "WITH removed AS (DELETE FROM jwks WHERE id = {row}) \
     INSERT INTO inkan.signing_keys AS plan \
         (kid, jwk_id, created_at, signs_from, retired_at, gone_at, is_compromised) \
     VALUES ({kid}, {row}, {created_at}, {signs_from}, {retired_at}, {gone_at}, {is_compromised}) \
     ON CONFLICT (kid) DO UPDATE SET key_data = NULL, jwk_id = excluded.jwk_id, \
         signs_from = excluded.signs_from, retired_at = excluded.retired_at, gone_at = excluded.gone_at, \
         is_compromised = excluded.is_compromised"
}

type KeyRow = (Option<i32>, Option<String>, String, NaiveDateTime, NaiveDateTime);

fn key((row, kid, key_data, created_at, signs_from): KeyRow) -> StoredKey {
    StoredKey { row, kid, key_data, created_at: created_at.and_utc(), signs_from: signs_from.and_utc() }
}

type GoneRow =
    (String, Option<i32>, NaiveDateTime, NaiveDateTime, Option<NaiveDateTime>, Option<NaiveDateTime>, bool);

/// Both ends are there by a constraint of the table.
fn gone((kid, row, created_at, signs_from, retired_at, gone_at, is_compromised): GoneRow) -> Option<GoneKey> {
    Some(GoneKey {
        kid,
        row,
        created_at: created_at.and_utc(),
        signs_from: signs_from.and_utc(),
        retired_at: retired_at?.and_utc(),
        gone_at: gone_at?.and_utc(),
        is_compromised,
    })
}

impl SigningKeys for PgRepositories {
    #[tracing::instrument(level = "debug", name = "db.signing_keys.lock", skip_all)]
    fn lock(&mut self) -> Result<(), Fault> {
        self.run(|connection| Lock {}.execute(connection))?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", name = "db.signing_keys.all", skip_all)]
    fn all(&mut self) -> Result<Vec<StoredKey>, Fault> {
        let rows: Vec<KeyRow> = self.run(|connection| All {}.load(connection))?;
        Ok(rows.into_iter().map(key).collect())
    }

    #[tracing::instrument(level = "debug", name = "db.signing_keys.of_reference", skip_all)]
    fn of_reference(&mut self) -> Result<Vec<StoredKey>, Fault> {
        let statement = jwks::table.select((jwks::id, jwks::key_data, jwks::created_at)).order(jwks::id);
        let rows = self.run(|connection| statement.load::<(i32, String, NaiveDateTime)>(connection))?;
        let rows = rows.into_iter().map(|(id, key_data, made)| key((Some(id), None, key_data, made, made)));
        Ok(rows.collect())
    }

    #[tracing::instrument(level = "debug", name = "db.signing_keys.gone", skip_all)]
    fn gone(&mut self) -> Result<Vec<GoneKey>, Fault> {
        let statement = signing_keys::table
            .filter(signing_keys::gone_at.is_not_null())
            .select((
                signing_keys::kid,
                signing_keys::jwk_id,
                signing_keys::created_at,
                signing_keys::signs_from,
                signing_keys::retired_at,
                signing_keys::gone_at,
                signing_keys::is_compromised,
            ))
            .order((signing_keys::created_at, signing_keys::kid));
        let rows: Vec<GoneRow> = self.run(|connection| statement.load(connection))?;
        Ok(rows.into_iter().filter_map(gone).collect())
    }

    #[tracing::instrument(level = "debug", name = "db.signing_keys.add", skip_all)]
    fn add(&mut self, key: &StoredKey) -> Result<(), Fault> {
        let created_at = stored(key.created_at);
        if let Some(id) = key.row {
            let statement = Add { id, key_data: key.key_data.clone(), created_at };
            self.run(|connection| statement.get_result::<i64>(connection))?;
        }
        if let Some(kid) = &key.kid {
            let statement = diesel::insert_into(signing_keys::table).values((
                signing_keys::kid.eq(kid),
                signing_keys::jwk_id.eq(key.row),
                signing_keys::key_data.eq(key.row.is_none().then_some(&key.key_data)),
                signing_keys::created_at.eq(created_at),
                signing_keys::signs_from.eq(stored(key.signs_from)),
            ));
            self.run(|connection| statement.execute(connection))?;
        }
        Ok(())
    }

    #[tracing::instrument(level = "debug", name = "db.signing_keys.sign_from", skip_all)]
    fn sign_from(&mut self, kid: &str, signs_from: Timestamp) -> Result<(), Fault> {
        let plan = signing_keys::table.find(kid).filter(signing_keys::gone_at.is_null());
        let statement = diesel::update(plan).set(signing_keys::signs_from.eq(stored(signs_from)));
        self.run(|connection| statement.execute(connection))?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", name = "db.signing_keys.remove", skip_all)]
    fn remove(&mut self, key: &GoneKey) -> Result<(), Fault> {
        let statement = Remove {
            kid: key.kid.clone(),
            row: key.row,
            created_at: stored(key.created_at),
            signs_from: stored(key.signs_from),
            retired_at: stored(key.retired_at),
            gone_at: stored(key.gone_at),
            is_compromised: key.is_compromised,
        };
        self.run(|connection| statement.execute(connection))?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", name = "db.signing_keys.replace_data", skip_all)]
    fn replace_data(&mut self, key: &StoredKey, key_data: &str) -> Result<bool, Fault> {
        let changed = if let Some(id) = key.row {
            let same = jwks::table.find(id).filter(jwks::key_data.eq(&key.key_data));
            let statement = diesel::update(same).set(jwks::key_data.eq(key_data));
            self.run(|connection| statement.execute(connection))?
        } else {
            let kid = key.kid.as_deref().unwrap_or_default();
            let same = signing_keys::table.find(kid).filter(signing_keys::key_data.eq(&key.key_data));
            let statement = diesel::update(same).set(signing_keys::key_data.eq(key_data));
            self.run(|connection| statement.execute(connection))?
        };
        Ok(changed > 0)
    }
}
