//! One entry, and the port that stores it.

use uuid::Uuid;

use super::AuditEvent;
use crate::admin::{AuditFilter, AuditPage};
use crate::email::EmailAddress;
use crate::{Caller, Fault, Timestamp, UserId};

/// The account behind an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub user_id: UserId,
    /// Its primary address as it was at the beginning of the operation.
    pub email: Option<EmailAddress>,
}

/// One entry as it is stored and shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// Id of the entry.
    pub id: Uuid,
    /// What happened.
    pub event: AuditEvent,
    /// Why it was refused.
    pub error: Option<String>,
    /// Who asked.
    pub caller: Caller,
    /// The account, if one is known.
    pub user_id: Option<UserId>,
    /// Its primary address, masked when so configured.
    pub user_email: Option<String>,
    /// When.
    pub created_at: Timestamp,
}

/// Stored entries.
pub trait AuditRecords {
    /// Stores entries; no text is longer than 255 characters afterwards.
    ///
    /// # Errors
    /// When the database fails.
    fn add(&mut self, records: &[AuditRecord]) -> Result<(), Fault>;

    /// The entries that match, newest first, then by id, and how many match in all.
    ///
    /// # Errors
    /// When the database fails.
    fn list(&mut self, filter: &AuditFilter, offset: i64, most: i64) -> Result<AuditPage, Fault>;
}
