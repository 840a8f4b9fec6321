//! Port: the table of signing keys.

use crate::{Fault, Timestamp};

/// A row of signing keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    /// Number of the row, from 1 on.
    pub id: i32,
    /// The encrypted private JWK (contract 3.1).
    pub key_data: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Stored signing keys. Rows are never removed here.
pub trait SigningKeys {
    /// Makes others who want to add keys wait until the unit of work ends.
    ///
    /// # Errors
    /// When the database fails.
    fn lock(&mut self) -> Result<(), Fault>;

    /// All keys, by id.
    ///
    /// # Errors
    /// When the database fails.
    fn all(&mut self) -> Result<Vec<StoredKey>, Fault>;

    /// Stores a key under its number.
    ///
    /// # Errors
    /// When the database fails.
    fn add(&mut self, key: &StoredKey) -> Result<(), Fault>;
}
