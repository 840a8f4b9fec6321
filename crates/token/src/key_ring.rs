//! The signing keys in memory, kept in step with the tables.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use chrono::TimeDelta;
use inkan_domain::signing_key::{KEY_LAG, StoredKey};
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
    #[error("secrets.keys do not open the stored signing keys (ids {} of {rows} rows)", .keys.join(", "))]
    Closed {
        /// Numbers of these rows.
        keys: Vec<String>,
        /// All rows.
        rows: usize,
    },
    /// A row that holds something else than a key that can sign here.
    #[error("the stored signing key {key} cannot be used: {reason}")]
    Unusable {
        /// Number of the row.
        key: String,
        /// What is wrong with it; never a part of the key.
        reason: String,
    },
    /// Two rows with one `kid`: nobody could tell whose signature a token has.
    #[error("the stored signing key {key} has the kid of another one")]
    SameKid {
        /// Number of the second of them.
        key: String,
    },
    /// The JWK Set cannot be written.
    #[error("the JWK Set cannot be written: {0}")]
    Publish(#[source] serde_json::Error),
}

#[derive(Default)]
struct Reloads {
    /// When an unknown `kid`, or a set that had become too old, last made us look.
    on_demand: Option<Timestamp>,
    /// Whether the last look failed and that has been logged.
    is_failing: bool,
}

/// What a replica knows, and since when.
#[derive(Clone)]
struct Known {
    keys: Arc<Keys>,
    /// When they were last seen to be so.
    seen_at: Timestamp,
    /// When the tables were last read, even if what they hold cannot be used here.
    read_at: Timestamp,
}

/// All signing keys, decrypted once. Signs with the one whose turn it is, verifies with and publishes all of
/// them.
pub struct KeyRing {
    storage: Arc<dyn Storage>,
    encryption: KeyEncryption,
    clock: Arc<dyn Clock>,
    known: RwLock<Known>,
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
        let seen_at = clock.now();
        let rows = storage.direct()?.signing_keys().all()?;
        let keys = Arc::new(Keys::read(rows, &encryption)?);
        let known = RwLock::new(Known { keys, seen_at, read_at: seen_at });
        Ok(Self { storage, encryption, clock, known, reloads: Mutex::default() })
    }

    /// Whether these rows could be loaded; for databases that are not ours yet.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn check(rows: Vec<StoredKey>, encryption: &KeyEncryption) -> Result<(), KeyRingError> {
        Keys::read(rows, encryption).map(|_keys| ())
    }

    /// The JWK Set.
    #[must_use]
    pub fn jwks(&self) -> Arc<PublishedKeys> {
        Arc::clone(&self.known().keys.published)
    }

    /// For how long it has not been seen that these are the keys of the tables; never negative.
    #[must_use]
    pub fn age(&self) -> TimeDelta {
        (self.clock.now() - self.known().seen_at).max(TimeDelta::zero())
    }

    /// For how long the key that signs has done so; never negative.
    #[must_use]
    pub fn signing_age(&self) -> TimeDelta {
        let now = self.clock.now();
        let known = self.known();
        let since = known.keys.signing(now).map_or(now, |(row, _)| row.signs_from);
        (now - since).max(TimeDelta::zero())
    }

    /// Takes over what another process has changed since; called every few seconds. When that fails, the keys
    /// stay as they are and the first failure of a row is logged. Takes a connection.
    pub fn refresh(&self) {
        let mut reloads = self.lock_reloads();
        // It has been logged.
        let _outcome = self.reload_and_note(&mut reloads);
    }

    /// The key that signs now. Keys that were not read for too long are read first: another replica may have
    /// rotated or retired them.
    pub(crate) fn signing(&self) -> Result<Arc<SigningKey>, Fault> {
        if self.is_old() {
            self.renew()?;
        }
        let known = self.known();
        let signing = known.keys.signing(self.clock.now());
        signing.map(|(_, key)| Arc::clone(key)).ok_or_else(|| Fault::internal("there is no signing key"))
    }

    /// `kid` of the key that signs as far as is known; never waits.
    pub(crate) fn signing_kid(&self) -> String {
        let known = self.known();
        known.keys.signing(self.clock.now()).map_or_else(String::new, |(_, key)| key.kid.clone())
    }

    /// The key with this `kid`; for an unknown one the tables are read, but not more than once a second,
    /// whatever comes from outside.
    pub(crate) fn find(&self, kid: &str) -> Result<Option<Arc<SigningKey>>, Fault> {
        if let Some(key) = self.known().keys.find(kid) {
            return Ok(Some(Arc::clone(key)));
        }
        let mut reloads = self.lock_reloads();
        if let Some(key) = self.known().keys.find(kid) {
            return Ok(Some(Arc::clone(key)));
        }
        if !self.may_look(&mut reloads) {
            return Ok(None);
        }
        match self.reload_and_note(&mut reloads) {
            Err(KeyRingError::Storage(fault)) => Err(fault),
            Ok(()) | Err(_) => Ok(self.known().keys.find(kid).cloned()),
        }
    }

    /// One of those who find the keys too old reads them, the others wait for it. Rows that cannot be used
    /// leave the known keys in use: the tables were read, and not signing at all would be worse.
    fn renew(&self) -> Result<(), Fault> {
        let mut reloads = self.lock_reloads();
        if !self.is_old() {
            return Ok(());
        }
        if !self.may_look(&mut reloads) {
            return Err(Fault::unavailable("the signing keys could not be read a moment ago"));
        }
        match self.reload_and_note(&mut reloads) {
            Err(KeyRingError::Storage(fault)) => Err(fault),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn is_old(&self) -> bool {
        self.clock.now() - self.known().read_at > KEY_LAG
    }

    /// Whether a second has passed since the last look on demand; notes this one.
    fn may_look(&self, reloads: &mut Reloads) -> bool {
        let now = self.clock.now();
        let is_recent = reloads.on_demand.is_some_and(|last| (now - last).abs() < TimeDelta::seconds(1));
        if !is_recent {
            reloads.on_demand = Some(now);
        }
        !is_recent
    }

    fn reload_and_note(&self, reloads: &mut Reloads) -> Result<(), KeyRingError> {
        let outcome = self.reload();
        note(reloads, &outcome);
        outcome
    }

    fn reload(&self) -> Result<(), KeyRingError> {
        let read_at = self.clock.now();
        let rows = self.storage.direct()?.signing_keys().all()?;
        let known = self.known();
        let (known, outcome) = if rows == known.keys.rows {
            (Known { seen_at: read_at, read_at, ..known }, Ok(()))
        } else {
            match Keys::read(rows, &self.encryption) {
                Ok(keys) => (Known { keys: Arc::new(keys), seen_at: read_at, read_at }, Ok(())),
                Err(error) => (Known { read_at, ..known }, Err(error)),
            }
        };
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
        outcome
    }

    fn known(&self) -> Known {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn lock_reloads(&self) -> MutexGuard<'_, Reloads> {
        self.reloads.lock().unwrap_or_else(PoisonError::into_inner)
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
