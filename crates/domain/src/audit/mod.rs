//! The audit log: who did what, from where, with what outcome.

mod event;
mod log;
mod record;

pub use event::AuditEvent;
pub use log::{AuditConsole, AuditLog};
pub use record::{Actor, AuditRecord, AuditRecords};
