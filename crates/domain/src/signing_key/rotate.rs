//! Use case: a new key takes over from the one that signs.

use std::sync::Arc;

use chrono::TimeDelta;

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
        self.refuse_second(&keys)?;
        let made = self.factory.generate()?;
        let mut work = self.storage.begin()?;
        let stored = work.signing_keys();
        stored.lock()?;
        self.refuse_second(&stored.all()?)?;
        let planned = self.publish(stored, made)?;
        work.commit()?;
        Ok(planned)
    }

    /// Does what is due by now: publishes the next key by schedule, and removes keys that signed no token
    /// that is still good.
    ///
    /// # Errors
    /// When storage or factory fails; what was done before stays done.
    pub fn advance(&self) -> Result<RotationStep, Fault> {
        let keys = self.storage.direct()?.signing_keys().all()?;
        let mut step = RotationStep::default();
        if self.policy.is_due(&keys, self.clock.now()) {
            step.published = self.publish_if_due()?;
        }
        if keys.iter().any(|key| self.may_go(&keys, key)) {
            step.removed = self.remove_expired()?;
        }
        Ok(step)
    }

    fn refuse_second(&self, keys: &[StoredKey]) -> Result<(), RotationError> {
        let Some(next) = next_at(keys, self.clock.now()) else { return Ok(()) };
        let kid = self.kid(next)?;
        Err(RotationError::Pending(PlannedKey { kid, signs_from: next.signs_from }))
    }

    fn publish_if_due(&self) -> Result<Option<PlannedKey>, Fault> {
        let made = self.factory.generate()?;
        let mut work = self.storage.begin()?;
        let stored = work.signing_keys();
        stored.lock()?;
        if !self.policy.is_due(&stored.all()?, self.clock.now()) {
            return Ok(None);
        }
        let planned = self.publish(stored, made)?;
        work.commit()?;
        Ok(Some(planned))
    }

    fn publish(&self, stored: &mut dyn SigningKeys, made: GeneratedKey) -> Result<PlannedKey, Fault> {
        let now = self.clock.now();
        let key = planned(stored, made, now, now + self.policy.lead())?;
        Ok(PlannedKey { kid: key.kid.unwrap_or_default(), signs_from: key.signs_from })
    }

    fn may_go(&self, keys: &[StoredKey], key: &StoredKey) -> bool {
        retired_at(keys, key).is_some_and(|retired_at| retired_at + self.policy.tail() <= self.clock.now())
    }

    /// A lifespan that was longer before is seen by the sessions of that time.
    fn remove_expired(&self) -> Result<Vec<String>, Fault> {
        let now = self.clock.now();
        let mut work = self.storage.begin()?;
        work.signing_keys().lock()?;
        let keys = work.signing_keys().all()?;
        let mut removed = Vec::new();
        for key in keys.iter().filter(|key| self.may_go(&keys, key)) {
            let Some(retired_at) = retired_at(&keys, key) else { continue };
            let last_signature = retired_at + super::KEY_LAG + super::CLOCK_SKEW;
            if work.sessions().any_made_before(last_signature, now)? {
                continue;
            }
            let gone = gone(key, self.kid(key)?, retired_at, now, false);
            work.signing_keys().remove(&gone)?;
            removed.push(gone.kid);
        }
        work.commit()?;
        Ok(removed)
    }

    fn kid(&self, key: &StoredKey) -> Result<String, Fault> {
        key.kid.clone().map_or_else(|| Ok(self.factory.describe(&key.key_data)?.kid), Ok)
    }
}

/// Stores a key behind all others. The caller holds the lock.
pub(super) fn planned(
    stored: &mut dyn SigningKeys,
    made: GeneratedKey,
    now: Timestamp,
    signs_from: Timestamp,
) -> Result<StoredKey, Fault> {
    // Behind all others also when the clock of one of them went wrong.
    let last = stored.all()?.into_iter().map(|key| key.signs_from + TimeDelta::milliseconds(1)).max();
    let signs_from = last.map_or(signs_from, |last| last.max(signs_from));
    let row = if made.description.is_of_reference { Some(free_row(stored)?) } else { None };
    let kid = Some(made.description.kid);
    let key = StoredKey { row, kid, key_data: made.key_data, created_at: now, signs_from };
    stored.add(&key)?;
    Ok(key)
}

fn free_row(stored: &mut dyn SigningKeys) -> Result<i32, Fault> {
    let rows = stored.all()?.into_iter().map(|key| key.row);
    let rows = rows.chain(stored.gone()?.into_iter().map(|key| key.row));
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
