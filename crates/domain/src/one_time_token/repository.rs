//! Port: stored one-time tokens.

use uuid::Uuid;

use crate::{Fault, Timestamp, UserId};

/// A stored one-time token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneTimeToken {
    /// Id of the row.
    pub id: Uuid,
    /// Whose it is.
    pub user_id: UserId,
    /// Last moment at which it is good.
    pub expires_at: Timestamp,
}

/// One-time tokens that may be exchanged here: those of flows, and those with a code verifier, are not seen
/// (contract B-23).
pub trait OneTimeTokens {
    /// Finds a token by its exact value.
    ///
    /// # Errors
    /// When the database fails.
    fn find(&mut self, value: &str) -> Result<Option<OneTimeToken>, Fault>;

    /// Removes a token; `true` for exactly one of those who ask at once.
    ///
    /// # Errors
    /// When the database fails.
    fn remove(&mut self, id: Uuid) -> Result<bool, Fault>;
}
