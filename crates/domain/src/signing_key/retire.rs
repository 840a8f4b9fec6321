//! Use case: a key that somebody else may have ends at once, with the sessions that it signed.

use std::sync::Arc;

use super::rotate::{add, changed_meanwhile, gone};
use super::schedule::last_signature;
use super::{
    CLOCK_SKEW, GeneratedKey, GoneKey, KeyFactory, KeyState, StoredKey, next_at, retired_at, state_at,
};
use crate::{Clock, Fault, Storage, Timestamp};

/// What ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetiredKey {
    /// `kid` of the key that signs from now on, if another one did until now.
    pub successor: Option<String>,
    /// How many sessions ended.
    pub sessions: u64,
}

/// Why no key ended.
#[derive(Debug, thiserror::Error)]
pub enum RetirementError {
    /// No published key has this `kid`.
    #[error("there is no key '{0}'")]
    Unknown(String),
    /// Storage or factory failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Retires a compromised key. After a crash it can be executed again and goes on.
pub struct RetireSigningKey {
    /// Where keys and sessions are.
    pub storage: Arc<dyn Storage>,
    /// Makes the successor.
    pub factory: Arc<dyn KeyFactory>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl RetireSigningKey {
    /// Sessions that end in one statement.
    const BATCH: u32 = 10_000;

    /// Removes the key with this `kid`, lets the next or a new one sign if it did, and ends every session of
    /// its time. `progress` hears how many ended so far.
    ///
    /// # Errors
    /// [`RetirementError`].
    pub fn execute(&self, kid: &str, progress: &mut dyn FnMut(u64)) -> Result<RetiredKey, RetirementError> {
        let gone = self.storage.direct()?.signing_keys().gone()?;
        let before = gone.into_iter().find(|key| key.kid == kid && key.is_compromised);
        let (ended, successor) = match before {
            Some(before) => (before, None),
            None => self.remove(kid)?,
        };
        let sessions = self.end_sessions(&ended, progress)?;
        Ok(RetiredKey { successor, sessions })
    }

    fn remove(&self, kid: &str) -> Result<(GoneKey, Option<String>), RetirementError> {
        // Not made under the lock, for it takes long; needed only while this key signs and none is next.
        let keys = self.storage.direct()?.signing_keys().all()?;
        let key = self.find(&keys, kid)?;
        let now = self.clock.now();
        let is_signing = state_at(&keys, key, now) == KeyState::Signing;
        let spare = if is_signing { Some(self.factory.generate()?) } else { None };
        let mut work = self.storage.begin()?;
        work.signing_keys().lock()?;
        let keys = work.signing_keys().all()?;
        let key = self.find(&keys, kid)?;
        let now = self.clock.now();
        let retired_at = retired_at(&keys, key).map_or(now, |end| end.min(now));
        let gone = gone(key, kid.to_owned(), retired_at, now, true);
        let successor = match state_at(&keys, key, now) {
            KeyState::Signing => Some(succeed(work.signing_keys(), &keys, spare, now)?),
            _ => None,
        };
        work.signing_keys().remove(&gone)?;
        work.commit()?;
        Ok((gone, successor))
    }

    fn find<'keys>(&self, keys: &'keys [StoredKey], kid: &str) -> Result<&'keys StoredKey, RetirementError> {
        for key in keys {
            if self.factory.kid(key)? == kid {
                return Ok(key);
            }
        }
        Err(RetirementError::Unknown(kid.to_owned()))
    }

    /// Each batch stands for itself: there may be millions.
    fn end_sessions(&self, key: &GoneKey, progress: &mut dyn FnMut(u64)) -> Result<u64, Fault> {
        let from = key.signs_from - CLOCK_SKEW;
        let until = last_signature(key.retired_at);
        let mut total = 0;
        loop {
            let ended = self.storage.direct()?.sessions().remove_made_between(from, until, Self::BATCH)?;
            total += ended;
            if ended == 0 {
                return Ok(total);
            }
            progress(total);
        }
    }
}

/// Lets the next key sign at once, or else the spare one.
fn succeed(
    stored: &mut dyn super::SigningKeys,
    keys: &[StoredKey],
    spare: Option<GeneratedKey>,
    now: Timestamp,
) -> Result<String, Fault> {
    if let Some(kid) = next_at(keys, now).and_then(|next| next.kid.clone()) {
        stored.sign_from(&kid, now)?;
        return Ok(kid);
    }
    let spare = spare.ok_or_else(changed_meanwhile)?;
    Ok(add(stored, keys, spare, now, now)?.kid)
}
