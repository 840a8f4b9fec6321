//! Removal of rows that have ended.

use diesel::prelude::*;
use diesel::sql_types::{self, BigInt, Bool};
use inkan_domain::cleanup::{CleanupStore, CleanupTable};
use inkan_domain::{Fault, Timestamp};

use crate::PgStorage;
use crate::repositories::{PgRepositories, stored};
use crate::statement::statement;

/// Removes rows over the pool of the storage. While it works alone it holds one connection for the lock and,
/// batch by batch, a second one, so the pool must have room for two.
#[derive(Clone)]
pub struct PgCleanup {
    storage: PgStorage,
}

statement! {
    /// Takes the lock of clean-ups for the session, unless somebody has it; `434c45414e` is `CLEAN` in ASCII.
    Lock {} -> Bool,
    "SELECT pg_try_advisory_lock(x'434c45414e'::bigint)"
}

statement! {
    /// Gives the lock back.
    Unlock {} -> Bool,
    "SELECT pg_advisory_unlock(x'434c45414e'::bigint)"
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Rows that ended before the moment `$1`: table and condition. A passcode ends no earlier than it begins,
/// which lets an index find it; ends that are NULL never come.
const fn ended(table: CleanupTable) -> (&'static str, &'static str) {
    const EXPIRED: &str = "expires_at < $1";
    match table {
        CleanupTable::AuditLogs => ("public.audit_logs", "created_at < $1"),
        CleanupTable::Flows => ("public.flows", EXPIRED),
        CleanupTable::WebauthnSessionData => ("public.webauthn_session_data", EXPIRED),
        CleanupTable::SessionStatuses => ("inkan.session_statuses", EXPIRED),
        CleanupTable::Sessions => ("public.sessions", EXPIRED),
        CleanupTable::Passcodes => {
            ("public.passcodes", "created_at < $1 AND created_at + ttl * interval '1 second' < $1")
        }
        CleanupTable::Tokens => ("public.tokens", EXPIRED),
        CleanupTable::SamlStates => ("public.saml_states", EXPIRED),
        CleanupTable::SamlIdpInitiatedRequests => ("public.saml_idp_initiated_requests", EXPIRED),
        CleanupTable::TrustedDevices => ("public.trusted_devices", EXPIRED),
        CleanupTable::Outbox => ("inkan.outbox", EXPIRED),
        CleanupTable::RateLimits => {
            ("inkan.rate_limits", "window_end_us < (extract(epoch FROM $1) * 1000000)::bigint")
        }
    }
}

/// The moment within the range of the database; nothing that is stored ended earlier.
fn bound(before: Timestamp) -> chrono::NaiveDateTime {
    stored(before.max(Timestamp::UNIX_EPOCH))
}

impl PgCleanup {
    /// Shares the pool of the storage.
    #[must_use]
    pub fn new(storage: &PgStorage) -> Self {
        Self { storage: storage.clone() }
    }
}

/// The lock, given back when this is dropped.
struct Exclusive(PgRepositories);

impl Exclusive {
    fn take(storage: &PgStorage) -> Result<Option<Self>, Fault> {
        let mut connection = storage.take()?;
        let is_locked = connection.run(|connection| Lock {}.get_result::<bool>(connection))?;
        Ok(is_locked.then_some(Self(connection)))
    }
}

impl Drop for Exclusive {
    /// A connection that cannot give the lock back is closed, which does the same.
    fn drop(&mut self) {
        if let Err(error) = self.0.run(|connection| Unlock {}.get_result::<bool>(connection)) {
            tracing::debug!(%error, "the lock of clean-ups ends with its connection");
            self.0.give_up();
        }
    }
}

impl CleanupStore for PgCleanup {
    #[tracing::instrument(level = "debug", name = "db.cleanup.exclusively", skip_all)]
    fn exclusively(&self, work: &mut dyn FnMut() -> Result<(), Fault>) -> Result<bool, Fault> {
        let Some(_exclusive) = Exclusive::take(&self.storage)? else { return Ok(false) };
        work()?;
        Ok(true)
    }

    #[tracing::instrument(level = "debug", name = "db.cleanup.count", skip_all, fields(table = table.as_str()))]
    fn count(&self, table: CleanupTable, before: Timestamp) -> Result<u64, Fault> {
        let (name, condition) = ended(table);
        let statement = diesel::sql_query(format!("SELECT count(*) FROM {name} WHERE {condition}"))
            .bind::<sql_types::Timestamp, _>(bound(before));
        let counted = self.storage.take()?.run(|connection| statement.get_result::<Counted>(connection))?;
        Ok(u64::try_from(counted.count).unwrap_or(0))
    }

    /// Rows that somebody holds are left for the next time.
    #[tracing::instrument(level = "debug", name = "db.cleanup.remove", skip_all, fields(table = table.as_str()))]
    fn remove(&self, table: CleanupTable, before: Timestamp, most: u32) -> Result<u64, Fault> {
        let (name, condition) = ended(table);
        let statement = diesel::sql_query(format!(
            "DELETE FROM {name} WHERE ctid = ANY (ARRAY ( \
                 SELECT ctid FROM {name} WHERE {condition} LIMIT $2 FOR UPDATE SKIP LOCKED))"
        ))
        .bind::<sql_types::Timestamp, _>(bound(before))
        .bind::<BigInt, _>(i64::from(most));
        let removed = self.storage.take()?.run(|connection| statement.execute(connection))?;
        Ok(u64::try_from(removed).unwrap_or(u64::MAX))
    }
}
