//! Why a migration did not run.

use inkan_domain::Fault;

use super::Verdict;

/// Why a migration did not run.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database is not one that may be touched; nothing was.
    #[error("{0}")]
    Refused(Verdict),
    /// The database failed or is out of reach.
    #[error("{0}")]
    Database(#[from] Fault),
}
