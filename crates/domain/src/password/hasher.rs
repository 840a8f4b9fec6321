//! Port: hashes of passwords.

use std::fmt;

use super::Password;
use crate::Fault;

/// The hash of a password as it is stored. Cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Takes over a stored hash, or one just made.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text that is stored, at most 255 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PasswordHash(***)")
    }
}

/// Hashes passwords, slowly by design: never called inside a unit of work or while a connection is held.
pub trait PasswordHasher: Send + Sync {
    /// Hashes a password of at most 72 bytes, zero bytes included, in a form that the reference can read.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] when too many others wait; anything else when hashing itself fails.
    fn hash(&self, password: &Password) -> Result<PasswordHash, Fault>;

    /// Whether the password is the one behind the hash; also knows foreign hashes that were imported. A hash
    /// that cannot be read fits no password.
    ///
    /// # Errors
    /// As [`PasswordHasher::hash`].
    fn matches(&self, password: &Password, hash: &PasswordHash) -> Result<bool, Fault>;

    /// Takes as long as [`PasswordHasher::matches`], so that nobody learns from the time whether there is an
    /// account or a password (contract B-11).
    ///
    /// # Errors
    /// As [`PasswordHasher::hash`].
    fn match_nothing(&self, password: &Password) -> Result<(), Fault>;

    /// Whether the hash is foreign, or made at a lower cost than today's.
    fn is_outdated(&self, hash: &PasswordHash) -> bool;
}
