//! Use case: a new key takes over from the one that signs.

use std::sync::Arc;

use chrono::TimeDelta;

use super::schedule::last_signature;
use super::{GeneratedKey, GoneKey, KeyFactory, RotationPolicy, SigningKeys, StoredKey, next_at, retired_at};
use crate::{Clock, Fault, Storage, Timestamp};

/// A key that is published to sign later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedKey {
    /// `kid`.
    pub kid: String,
    /// From when it signs.
    pub signs_from: Timestamp,
}

/// Why no key was published.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// One is on its way already.
    #[error("the key {} is published already and signs from {}", .0.kid, .0.signs_from)]
    Pending(PlannedKey),
    /// Storage or factory failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What [`RotateSigningKeys::advance`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RotationStep {
    /// The key that was published.
    pub published: Option<PlannedKey>,
    /// `kid` of each key that was removed, since no token of it is good any more.
    pub removed: Vec<String>,
}

/// Rotates signing keys. Replicas may do so at the same time: one of them publishes the key.
pub struct RotateSigningKeys {
    /// Where keys are.
    pub storage: Arc<dyn Storage>,
    /// Makes keys.
    pub factory: Arc<dyn KeyFactory>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// How keys follow each other.
    pub policy: RotationPolicy,
}

impl RotateSigningKeys {
    /// Publishes a key that signs as soon as no consumer can hold a JWK Set without it.
    ///
    /// # Errors
    /// [`RotationError`].
    pub fn execute(&self) -> Result<PlannedKey, RotationError> {
        let keys = self.storage.direct()?.signing_keys().all()?;
        match self.publish_if(&keys, |keys| next_at(keys, self.clock.now()).is_none())? {
            Some(published) => Ok(published),
            None => Err(RotationError::Pending(self.pending()?)),
        }
    }

    /// Does what is due by now: publishes the next key by schedule, and removes keys that signed no token
    /// that is still good.
    ///
    /// # Errors
    /// When storage or factory fails; what was done before stays done.
    pub fn advance(&self) -> Result<RotationStep, Fault> {
        let keys = self.storage.direct()?.signing_keys().all()?;
        let published = self.publish_if(&keys, |keys| self.policy.is_due(keys, self.clock.now()))?;
        let may_go = keys.iter().any(|key| self.expired_at(&keys, key).is_some());
        let removed = if may_go { self.remove_expired()? } else { Vec::new() };
        Ok(RotationStep { published, removed })
    }

    /// Makes a key and publishes it, if that is wanted of the keys that were seen and still under the lock:
    /// making takes long.
    fn publish_if(
        &self,
        seen: &[StoredKey],
        is_wanted: impl Fn(&[StoredKey]) -> bool,
    ) -> Result<Option<PlannedKey>, Fault> {
        if !is_wanted(seen) {
            return Ok(None);
        }
        let made = self.factory.generate()?;
        let mut work = self.storage.begin()?;
        let stored = work.signing_keys();
        stored.lock()?;
        let keys = stored.all()?;
        if !is_wanted(&keys) {
            return Ok(None);
        }
        let now = self.clock.now();
        let planned = add(stored, &keys, made, now, now + self.policy.lead())?;
        work.commit()?;
        Ok(Some(planned))
    }

    fn pending(&self) -> Result<PlannedKey, Fault> {
        let keys = self.storage.direct()?.signing_keys().all()?;
        let next = next_at(&keys, self.clock.now()).ok_or_else(changed_meanwhile)?;
        Ok(PlannedKey { kid: self.factory.kid(next)?, signs_from: next.signs_from })
    }

    /// When the key stopped signing, if no token of it is good any more.
    fn expired_at(&self, keys: &[StoredKey], key: &StoredKey) -> Option<Timestamp> {
        let retired_at = retired_at(keys, key)?;
        (self.policy.published_until(retired_at) <= self.clock.now()).then_some(retired_at)
    }

    /// A lifespan that was longer before is seen by the sessions of that time.
    fn remove_expired(&self) -> Result<Vec<String>, Fault> {
        let now = self.clock.now();
        let mut work = self.storage.begin()?;
        work.signing_keys().lock()?;
        let keys = work.signing_keys().all()?;
        let mut removed = Vec::new();
        for key in &keys {
            let Some(retired_at) = self.expired_at(&keys, key) else { continue };
            if work.sessions().any_made_before(last_signature(retired_at), now)? {
                continue;
            }
            let gone = gone(key, self.factory.kid(key)?, retired_at, now, false);
            work.signing_keys().remove(&gone)?;
            removed.push(gone.kid);
        }
        work.commit()?;
        Ok(removed)
    }
}

/// Several processes were at it.
pub(super) fn changed_meanwhile() -> Fault {
    Fault::unavailable("another process changed the keys, try again")
}

/// Stores a key behind all others. The caller holds the lock and has read the keys.
pub(super) fn add(
    stored: &mut dyn SigningKeys,
    keys: &[StoredKey],
    made: GeneratedKey,
    now: Timestamp,
    signs_from: Timestamp,
) -> Result<PlannedKey, Fault> {
    // Behind all others also when the clock of one of them went wrong.
    let last = keys.iter().map(|key| key.signs_from + TimeDelta::milliseconds(1)).max();
    let signs_from = last.map_or(signs_from, |last| last.max(signs_from));
    let row = if made.description.is_of_reference { Some(free_row(stored, keys)?) } else { None };
    let kid = made.description.kid;
    stored.add(&StoredKey {
        row,
        kid: Some(kid.clone()),
        key_data: made.key_data,
        created_at: now,
        signs_from,
    })?;
    Ok(PlannedKey { kid, signs_from })
}

fn free_row(stored: &mut dyn SigningKeys, keys: &[StoredKey]) -> Result<i32, Fault> {
    let gone = stored.gone()?;
    let rows = keys.iter().map(|key| key.row).chain(gone.iter().map(|key| key.row));
    Ok(rows.flatten().max().unwrap_or_default() + 1)
}

/// What is kept of a key that is removed.
pub(super) fn gone(
    key: &StoredKey,
    kid: String,
    retired_at: Timestamp,
    now: Timestamp,
    is_compromised: bool,
) -> GoneKey {
    let (row, created_at, signs_from) = (key.row, key.created_at, key.signs_from);
    GoneKey { kid, row, created_at, signs_from, retired_at, gone_at: now, is_compromised }
}
