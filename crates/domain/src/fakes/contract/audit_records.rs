//! Contract of [`AuditRecords`](crate::audit::AuditRecords).
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a broken contract panics")]

use super::super::{id, moment};
use crate::audit::{AuditEvent, AuditRecord};
use crate::{Caller, Storage};

/// No text is too long or too strange to be stored; no entries are fine, too.
pub fn long_texts_are_stored(storage: &dyn Storage) {
    let long = "é\0".repeat(300);
    let record = AuditRecord {
        id: id(1),
        event: AuditEvent::UserCreated,
        error: Some(long.clone()),
        caller: Caller { request_id: long.clone(), ip_address: long.clone(), user_agent: long.clone() },
        user_id: None,
        user_email: Some(long),
        created_at: moment(0),
    };
    let other = AuditRecord { id: id(2), error: None, user_email: None, ..record.clone() };
    storage.direct().unwrap().audit_records().add(&[record, other]).unwrap();
    storage.direct().unwrap().audit_records().add(&[]).unwrap();
}
