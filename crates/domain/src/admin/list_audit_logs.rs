//! Use case: read the audit log (admin-api.md, "Audit logs").

use std::sync::Arc;

use uuid::Uuid;

use crate::{Fault, Storage, Timestamp};

/// Which entries; everything that is set must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Later than this.
    pub start_time: Option<Timestamp>,
    /// Earlier than this.
    pub end_time: Option<Timestamp>,
    /// One of these kinds, when any is given.
    pub types: Vec<String>,
    /// Part of the account's id as text.
    pub actor_user_id: Option<String>,
    /// Part of the stored address; `%` and `_` as in SQL `LIKE`.
    pub actor_email: Option<String>,
    /// Part of the client address.
    pub meta_source_ip: Option<String>,
    /// Part of the address, the client address or the account's id.
    pub q: Option<String>,
}

/// A stored entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAuditRecord {
    /// Id of the entry.
    pub id: Uuid,
    /// What happened.
    pub event: String,
    /// Why it was refused.
    pub error: Option<String>,
    /// Request id.
    pub request_id: String,
    /// Client address.
    pub source_ip: String,
    /// User agent.
    pub user_agent: String,
    /// The account.
    pub user_id: Option<Uuid>,
    /// Its primary address, masked or not.
    pub user_email: Option<String>,
    /// The text of a JSON value, `null` for none.
    pub details: Option<String>,
    /// When.
    pub created_at: Timestamp,
    /// Last write.
    pub updated_at: Timestamp,
}

/// Entries of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditPage {
    /// Newest first.
    pub records: Vec<StoredAuditRecord>,
    /// How many match in all.
    pub total: i64,
}

/// Reads entries.
pub struct ListAuditLogs {
    /// Where entries are.
    pub storage: Arc<dyn Storage>,
}

impl ListAuditLogs {
    /// One page of `per_page` entries, pages counted from 1.
    ///
    /// # Errors
    /// When the database fails.
    pub fn execute(&self, filter: &AuditFilter, page: i64, per_page: i64) -> Result<AuditPage, Fault> {
        let offset = page.saturating_sub(1).saturating_mul(per_page);
        self.storage.direct()?.audit_records().list(filter, offset, per_page)
    }
}
