//! Where entries go: the database, the console, both or neither.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{Actor, AuditEvent, AuditRecord};
use crate::{Caller, Fault, Random, Repositories, Storage, Timestamp, random_uuid};

/// Port: shows entries to whoever reads the server's output.
pub trait AuditConsole: Send + Sync {
    /// Writes one entry as one line.
    fn show(&self, record: &AuditRecord);
}

/// Writes entries as configured.
pub struct AuditLog {
    /// Whether entries are stored.
    pub is_stored: bool,
    /// Whether addresses are masked.
    pub is_masked: bool,
    /// Where entries are shown.
    pub console: Option<Arc<dyn AuditConsole>>,
    /// For ids of entries.
    pub random: Arc<dyn Random>,
}

impl AuditLog {
    /// Makes an entry; writes it nowhere yet.
    ///
    /// # Errors
    /// When no randomness can be had.
    pub fn record(
        &self,
        event: AuditEvent,
        error: Option<&str>,
        actor: Option<&Actor>,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<AuditRecord, Fault> {
        let email = actor.and_then(|actor| actor.email.as_ref());
        Ok(AuditRecord {
            id: random_uuid(self.random.as_ref())?,
            event,
            error: error.map(ToOwned::to_owned),
            caller: caller.clone(),
            user_id: actor.map(|actor| actor.user_id),
            user_email: email
                .map(|email| if self.is_masked { email.masked() } else { email.as_str().to_owned() }),
            created_at: now,
        })
    }

    /// Gives entries of one operation times that follow each other by a microsecond, so that they are read in
    /// the order in which they were made.
    pub fn put_in_order(records: &mut [AuditRecord]) {
        let mut later = TimeDelta::zero();
        for record in records {
            record.created_at += later;
            later += TimeDelta::microseconds(1);
        }
    }

    /// Stores entries in the given unit of work, when entries are stored at all.
    ///
    /// # Errors
    /// When the database fails: an operation without its entry must not succeed.
    pub fn store(&self, repositories: &mut dyn Repositories, records: &[AuditRecord]) -> Result<(), Fault> {
        if self.is_stored && !records.is_empty() {
            repositories.audit_records().add(records)?;
        }
        Ok(())
    }

    /// Stores entries that stand for themselves, and shows them.
    ///
    /// # Errors
    /// When the database fails.
    pub fn store_directly(&self, storage: &dyn Storage, records: &[AuditRecord]) -> Result<(), Fault> {
        if self.is_stored {
            self.store(storage.direct()?.as_mut(), records)?;
        }
        self.show(records);
        Ok(())
    }

    /// Shows entries on the console; called once they are committed.
    pub fn show(&self, records: &[AuditRecord]) {
        if let Some(console) = &self.console {
            for record in records {
                console.show(record);
            }
        }
    }
}
