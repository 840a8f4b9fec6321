//! What administrators do.

mod create_user;
mod list_audit_logs;
#[cfg(test)]
mod tests;

pub use create_user::{AdminCreateUser, AdminCreateUserError, AdminEmail, AdminNewUser};
pub use list_audit_logs::{AuditFilter, AuditPage, ListAuditLogs, StoredAuditRecord};
