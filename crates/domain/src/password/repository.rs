//! Port: stored passwords.

use uuid::Uuid;

use super::PasswordHash;
use crate::{Fault, Timestamp, UserId};

/// Stored passwords, at most one a user.
pub trait Passwords {
    /// The hash of a user's password.
    ///
    /// # Errors
    /// When the database fails.
    fn find(&mut self, user_id: UserId) -> Result<Option<PasswordHash>, Fault>;

    /// Stores a hash in the place of the one that may be there; `id` is for a new row. Tells whether there
    /// was none before.
    ///
    /// # Errors
    /// When the database fails, or when the user is gone.
    fn set(&mut self, user_id: UserId, hash: &PasswordHash, id: Uuid, now: Timestamp) -> Result<bool, Fault>;

    /// Replaces a hash by another one of the same password, unless the password was changed meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    fn replace(
        &mut self,
        user_id: UserId,
        old: &PasswordHash,
        new: &PasswordHash,
        now: Timestamp,
    ) -> Result<(), Fault>;
}
