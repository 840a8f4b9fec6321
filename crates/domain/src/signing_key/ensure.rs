//! Use case: the keys that must be there at start.

use std::sync::Arc;

use super::StoredKey;
use crate::{Clock, Fault, Storage};

/// Port: makes signing keys.
pub trait KeyFactory: Send + Sync {
    /// Generates a private key and encrypts it for storage (contract 3.1). Takes long.
    ///
    /// # Errors
    /// When generation or encryption fails.
    fn generate(&self) -> Result<String, Fault>;
}

/// Makes sure that for every secret i a key with number i exists (contract 3.1, B-24).
pub struct EnsureSigningKeys {
    /// Where keys are.
    pub storage: Arc<dyn Storage>,
    /// Makes keys.
    pub factory: Arc<dyn KeyFactory>,
    /// Stamps keys.
    pub clock: Arc<dyn Clock>,
    /// Number of secrets.
    pub secrets: i32,
}

impl EnsureSigningKeys {
    /// Makes the keys that are missing; of several processes at once, one makes each. Returns how many this
    /// one made.
    ///
    /// # Errors
    /// When the storage or the factory fails.
    pub fn execute(&self) -> Result<usize, Fault> {
        let missing = self.missing(&self.storage.direct()?.signing_keys().all()?);
        if missing.is_empty() {
            return Ok(0);
        }
        let made = missing.iter().map(|_| self.factory.generate()).collect::<Result<Vec<_>, _>>()?;
        let mut work = self.storage.begin()?;
        work.signing_keys().lock()?;
        let still_missing = self.missing(&work.signing_keys().all()?);
        for (id, key_data) in still_missing.iter().zip(made) {
            work.signing_keys().add(&StoredKey { id: *id, key_data, created_at: self.clock.now() })?;
        }
        work.commit()?;
        Ok(still_missing.len())
    }

    fn missing(&self, keys: &[StoredKey]) -> Vec<i32> {
        (1..=self.secrets).filter(|id| keys.iter().all(|key| key.id != *id)).collect()
    }
}
