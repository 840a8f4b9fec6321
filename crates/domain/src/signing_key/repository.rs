//! Port: the stored signing keys.

use crate::{Fault, Timestamp};

/// A signing key that is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    /// Number of its row in `jwks`, from 1 on; `None` when the reference could not use it, so that it is kept
    /// in a table of our own.
    pub row: Option<i32>,
    /// `kid`; `None` when nothing but the row in `jwks` is known, as of a key of the reference.
    pub kid: Option<String>,
    /// The encrypted private JWK (contract 3.1).
    pub key_data: String,
    /// When it was made and published.
    pub created_at: Timestamp,
    /// From when it signs, unless a younger one does; without a plan of its own, from its making.
    pub signs_from: Timestamp,
}

/// A signing key that is no more: nothing it signed is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoneKey {
    /// `kid`.
    pub kid: String,
    /// The row that it had in `jwks`.
    pub row: Option<i32>,
    /// When it was made and published.
    pub created_at: Timestamp,
    /// From when it signed.
    pub signs_from: Timestamp,
    /// When it stopped signing.
    pub retired_at: Timestamp,
    /// When it was removed.
    pub gone_at: Timestamp,
    /// Whether somebody else may have had it.
    pub is_compromised: bool,
}

/// Stored signing keys.
pub trait SigningKeys {
    /// Makes others who want to change keys wait until the unit of work ends.
    ///
    /// # Errors
    /// When the database fails.
    fn lock(&mut self) -> Result<(), Fault>;

    /// All published keys: those in `jwks` by row, then our own by age.
    ///
    /// # Errors
    /// When the database fails.
    fn all(&mut self) -> Result<Vec<StoredKey>, Fault>;

    /// The rows of `jwks` alone, as the reference left them; needs no table of ours.
    ///
    /// # Errors
    /// When the database fails.
    fn of_reference(&mut self) -> Result<Vec<StoredKey>, Fault>;

    /// The keys that are no more, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn gone(&mut self) -> Result<Vec<GoneKey>, Fault>;

    /// Stores a key: under its number when it has one, with its plan when it has a `kid`.
    ///
    /// # Errors
    /// When the database fails.
    fn add(&mut self, key: &StoredKey) -> Result<(), Fault>;

    /// Lets a stored key that has a `kid` sign from this moment on.
    ///
    /// # Errors
    /// When the database fails.
    fn sign_from(&mut self, kid: &str, signs_from: Timestamp) -> Result<(), Fault>;

    /// Removes the private key for ever and keeps what it was.
    ///
    /// # Errors
    /// When the database fails.
    fn remove(&mut self, key: &GoneKey) -> Result<(), Fault>;

    /// Puts another encryption of the same key in the place of `key`'s; `false` when somebody else changed or
    /// removed it meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    fn replace_data(&mut self, key: &StoredKey, key_data: &str) -> Result<bool, Fault>;
}
