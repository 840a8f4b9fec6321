//! Use cases: make, list and revoke keys.

use std::sync::Arc;

use super::{ApiKey, KeyCodec, Scope};
use crate::{Clock, Fault, Random, Secret, Storage, Timestamp, random_uuid};

/// A new key. It is shown once and stored nowhere.
#[derive(Debug)]
pub struct CreatedApiKey {
    /// The key.
    pub key: Secret,
    /// What is stored of it.
    pub stored: ApiKey,
}

/// Makes keys.
pub struct CreateApiKey {
    /// Where keys are.
    pub storage: Arc<dyn Storage>,
    /// Draws keys.
    pub random: Arc<dyn Random>,
    /// Stamps keys.
    pub clock: Arc<dyn Clock>,
    /// Writes keys and their digests.
    pub codec: Arc<dyn KeyCodec>,
}

impl CreateApiKey {
    /// Makes a key with these scopes; `None` when there is one of this name.
    ///
    /// # Errors
    /// When an adapter fails.
    pub fn execute(
        &self,
        name: &str,
        scopes: Vec<Scope>,
        expires_at: Option<Timestamp>,
    ) -> Result<Option<CreatedApiKey>, Fault> {
        let mut bytes = [0; 32];
        self.random.fill(&mut bytes)?;
        let key = self.codec.encode(&bytes);
        let stored = ApiKey {
            id: random_uuid(self.random.as_ref())?,
            name: name.to_owned(),
            digest: self.codec.digest(&key),
            scopes,
            created_at: self.clock.now(),
            last_used_at: None,
            expires_at,
        };
        let is_stored = self.storage.direct()?.api_keys().add(&stored)?;
        Ok(is_stored.then_some(CreatedApiKey { key, stored }))
    }
}

/// Lists keys.
pub struct ListApiKeys {
    /// Where keys are.
    pub storage: Arc<dyn Storage>,
}

impl ListApiKeys {
    /// All keys, oldest first, expired ones included.
    ///
    /// # Errors
    /// When the database fails.
    pub fn execute(&self) -> Result<Vec<ApiKey>, Fault> {
        self.storage.direct()?.api_keys().all()
    }
}

/// Revokes keys.
pub struct RevokeApiKey {
    /// Where keys are.
    pub storage: Arc<dyn Storage>,
}

impl RevokeApiKey {
    /// Ends the key of this name at once; `false` when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub fn execute(&self, name: &str) -> Result<bool, Fault> {
        self.storage.direct()?.api_keys().remove(name)
    }
}
