//! The signing keys in memory, kept in step with the table.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chrono::TimeDelta;
use inkan_domain::{Clock, Fault, Storage, Timestamp};

use crate::jwks::PublishedKeys;
use crate::key_encryption::KeyEncryption;
use crate::keys::Keys;
use crate::signing_key::SigningKey;

/// Why the stored keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    /// The rows cannot be read.
    #[error("the signing keys cannot be read: {0}")]
    Storage(#[from] Fault),
    /// There is no row; keys are made before they are loaded.
    #[error("there are no signing keys")]
    Empty,
    /// Rows that no secret opens.
    #[error("secrets.keys do not open the stored signing keys (ids {} of {rows} rows)", list(.ids))]
    Closed {
        /// These rows.
        ids: Vec<i32>,
        /// All rows.
        rows: usize,
    },
    /// A row that holds something else than a key that can sign here.
    #[error("the stored signing key {id} cannot be used: {reason}")]
    Unusable {
        /// The row.
        id: i32,
        /// What is wrong with it; never a part of the key.
        reason: String,
    },
    /// Two rows with one `kid`: nobody could tell whose signature a token has.
    #[error("the stored signing key {id} has the kid of another one")]
    SameKid {
        /// The second of them.
        id: i32,
    },
    /// The JWK Set cannot be written.
    #[error("the JWK Set cannot be written: {0}")]
    Publish(#[source] serde_json::Error),
}

fn list(ids: &[i32]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

#[derive(Default)]
struct Reloads {
    /// When an unknown `kid` last made us look.
    for_unknown_kid: Option<Timestamp>,
    /// Whether the last look failed and that has been logged.
    is_failing: bool,
}

/// All signing keys, decrypted once. Signs with the newest, verifies with and publishes all of them.
pub struct KeyRing {
    storage: Arc<dyn Storage>,
    encryption: KeyEncryption,
    clock: Arc<dyn Clock>,
    keys: RwLock<Arc<Keys>>,
    reloads: Mutex<Reloads>,
}

impl KeyRing {
    /// Reads every key.
    ///
    /// # Errors
    /// [`KeyRingError`]; each means that the server should not start.
    pub fn load(
        storage: Arc<dyn Storage>,
        encryption: KeyEncryption,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, KeyRingError> {
        let rows = storage.direct()?.signing_keys().all()?;
        let keys = RwLock::new(Arc::new(Keys::read(rows, &encryption)?));
        Ok(Self { storage, encryption, clock, keys, reloads: Mutex::default() })
    }

    /// The JWK Set.
    #[must_use]
    pub fn jwks(&self) -> Arc<PublishedKeys> {
        Arc::clone(&self.keys().published)
    }

    /// Takes over keys that another process has added since; called every minute. When that fails, the keys
    /// stay as they are and the first failure of a row is logged. Takes a connection.
    pub fn refresh(&self) {
        let mut reloads = self.reloads.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = self.reload();
        note(&mut reloads, &outcome);
    }

    pub(crate) fn newest(&self) -> Arc<SigningKey> {
        Arc::clone(&self.keys().newest)
    }

    /// The key with this `kid`; for an unknown one the table is read, but not more than once a second,
    /// whatever comes from outside.
    pub(crate) fn find(&self, kid: &str) -> Result<Option<Arc<SigningKey>>, Fault> {
        if let Some(key) = self.keys().find(kid) {
            return Ok(Some(Arc::clone(key)));
        }
        let mut reloads = self.reloads.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = self.keys().find(kid) {
            return Ok(Some(Arc::clone(key)));
        }
        let now = self.clock.now();
        if reloads.for_unknown_kid.is_some_and(|last| (now - last).abs() < TimeDelta::seconds(1)) {
            return Ok(None);
        }
        reloads.for_unknown_kid = Some(now);
        let outcome = self.reload();
        note(&mut reloads, &outcome);
        match outcome {
            Err(KeyRingError::Storage(fault)) => Err(fault),
            Ok(()) | Err(_) => Ok(self.keys().find(kid).cloned()),
        }
    }

    fn reload(&self) -> Result<(), KeyRingError> {
        let rows = self.storage.direct()?.signing_keys().all()?;
        if rows != self.keys().rows {
            let keys = Arc::new(Keys::read(rows, &self.encryption)?);
            *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        }
        Ok(())
    }

    fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Logs the first of several failures.
fn note(reloads: &mut Reloads, outcome: &Result<(), KeyRingError>) {
    match outcome {
        Ok(()) => reloads.is_failing = false,
        Err(error) => {
            if !std::mem::replace(&mut reloads.is_failing, true) {
                tracing::error!(%error, "signing keys not refreshed; the known ones stay in use");
            }
        }
    }
}
