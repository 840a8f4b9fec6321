//! Port: stored keys.

use uuid::Uuid;

use super::{KeyDigest, Scope};
use crate::{Fault, Timestamp};

/// A stored key; the key itself is not stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Id of the row.
    pub id: Uuid,
    /// What it is for; unique.
    pub name: String,
    /// Digest of the key.
    pub digest: KeyDigest,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it stops working.
    pub expires_at: Option<Timestamp>,
}

impl ApiKey {
    /// Whether its time is over.
    #[must_use]
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|expires_at| expires_at <= now)
    }
}

/// Stored keys.
pub trait ApiKeys {
    /// Stores a key; `false`, and nothing is stored, when there is one of this name.
    ///
    /// # Errors
    /// When the database fails.
    fn add(&mut self, key: &ApiKey) -> Result<bool, Fault>;

    /// All keys, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn all(&mut self) -> Result<Vec<ApiKey>, Fault>;

    /// The key with this digest. Found by an index over a digest of 32 random bytes, so the time tells
    /// nothing.
    ///
    /// # Errors
    /// When the database fails.
    fn find(&mut self, digest: &KeyDigest) -> Result<Option<ApiKey>, Fault>;

    /// Writes the last use.
    ///
    /// # Errors
    /// When the database fails.
    fn touch(&mut self, id: Uuid, now: Timestamp) -> Result<(), Fault>;

    /// Removes the key of this name; `false` when there is none.
    ///
    /// # Errors
    /// When the database fails.
    fn remove(&mut self, name: &str) -> Result<bool, Fault>;
}
