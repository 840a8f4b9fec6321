//! Use case: a status list as it is now.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta};

use super::known::{KnownLists, Signed};
use super::{SignedStatusList, StatusBits, StatusList, StatusListTokens, StatusListUri, StatusMark};
use crate::{Clock, Fault, Storage, Timestamp};

/// Settings of the lists.
#[derive(Clone, Debug)]
pub struct StatusListPolicy {
    /// Where others fetch them.
    pub uri: StatusListUri,
    /// How long others may use a copy before they fetch it anew; at least 1.
    pub ttl_seconds: u32,
    /// As in [`SessionPolicy`](crate::session::SessionPolicy).
    pub idle_timeout: Option<TimeDelta>,
}

/// Why there is no list.
#[derive(Debug, thiserror::Error)]
pub enum GetStatusListError {
    /// Nobody who could still be logged in has a place in it.
    #[error("no such status list")]
    NotFound,
    /// An adapter failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Signs lists when somebody asks for them, and keeps what was signed while it is true. All processes on one
/// database come to the same lists.
pub struct GetStatusList {
    storage: Arc<dyn Storage>,
    tokens: Arc<dyn StatusListTokens>,
    clock: Arc<dyn Clock>,
    policy: StatusListPolicy,
    known: RwLock<KnownLists>,
    /// Held by the one who reads or signs; when reading last failed.
    turn: Mutex<Option<Timestamp>>,
}

impl GetStatusList {
    /// Age up to which a copy of the statuses is used as it is.
    pub const FRESH: TimeDelta = TimeDelta::seconds(2);

    /// Time between two readings of everything, which is when the places of tokens that are over are cleared.
    pub const WHOLE: TimeDelta = TimeDelta::minutes(5);

    /// Sessions that are looked at in one statement.
    const MOST_IDLE: u32 = 1000;

    /// Such statements in a row, each of some tens of milliseconds: enough for a million sessions that may idle for a
    /// quarter of an hour.
    const MOST_ROUNDS: u32 = 4;

    /// Knows nothing at first; nothing is read before somebody asks.
    #[must_use]
    pub fn new(
        storage: Arc<dyn Storage>,
        tokens: Arc<dyn StatusListTokens>,
        clock: Arc<dyn Clock>,
        policy: StatusListPolicy,
    ) -> Self {
        Self { storage, tokens, clock, policy, known: RwLock::default(), turn: Mutex::default() }
    }

    /// The list if it is at hand; blocks nobody.
    #[must_use]
    pub fn ready(&self, list: u32) -> Option<Arc<SignedStatusList>> {
        let now = self.clock.now();
        let known = self.known.try_read().ok()?;
        if is_fresh(&known, now) { self.at_hand(&known, list, now) } else { None }
    }

    /// The list, at most [`GetStatusList::FRESH`] behind the database.
    ///
    /// # Errors
    /// [`GetStatusListError`]. A list that cannot be brought up to date is not given out: whoever has an older
    /// one knows from its `exp` how long it is good.
    #[tracing::instrument(name = "status_list.get", skip_all, fields(status_list.number = list))]
    pub fn execute(&self, list: u32) -> Result<Arc<SignedStatusList>, GetStatusListError> {
        let asked_at = self.clock.now();
        let mut failed_at = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = TimeDelta::zero()..TimeDelta::minutes(1);
        if failed_at.is_some_and(|failed_at| shared.contains(&(failed_at - asked_at))) {
            // Whoever waited for a reading that failed shares the failure: one wait after the other would hold up
            // everybody else.
            return Err(Fault::unavailable("the statuses could not be read just now").into());
        }
        let now = self.clock.now();
        if !is_fresh(&self.known.read().unwrap_or_else(PoisonError::into_inner), now) {
            self.refresh(now).inspect_err(|_| *failed_at = Some(self.clock.now()))?;
        }
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if !known.has(list) {
            return Err(GetStatusListError::NotFound);
        }
        if let Some(signed) = self.at_hand(&known, list, now) {
            return Ok(signed);
        }
        let signed = self.sign(list, known.bits(list), now)?;
        drop(known);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.keep(list, signed.clone());
        Ok(signed.list)
    }

    /// What was signed, unless it will be over too soon or its key signs no more.
    fn at_hand(&self, known: &KnownLists, list: u32, now: Timestamp) -> Option<Arc<SignedStatusList>> {
        let signed = known.signed(list).filter(|signed| signed.expires_at == self.end(now))?;
        (signed.list.key_id == self.tokens.key_id()).then(|| Arc::clone(&signed.list))
    }

    fn refresh(&self, now: Timestamp) -> Result<(), Fault> {
        let mark = self.known.read().unwrap_or_else(PoisonError::into_inner).mark(now - Self::WHOLE);
        let mut direct = self.storage.direct()?;
        let statuses = direct.session_statuses();
        if let Some(timeout) = self.policy.idle_timeout {
            // Whatever is left is done the next time.
            for _ in 0..Self::MOST_ROUNDS {
                if statuses.end_idle(now - timeout, Self::MOST_IDLE)? == 0 {
                    break;
                }
            }
        }
        let mut changes = statuses.read(mark)?;
        let is_exchanged = |mark: StatusMark| changes.mark < mark;
        let is_whole = match mark.map(is_exchanged) {
            None => true,
            Some(false) => false,
            Some(true) => {
                changes = statuses.read(None)?;
                true
            }
        };
        drop(direct);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if is_whole {
            known.replace(&changes, now);
        } else {
            known.add(&changes, now);
        }
        Ok(())
    }

    fn sign(&self, list: u32, bits: Option<&StatusBits>, now: Timestamp) -> Result<Signed, Fault> {
        let none = StatusBits::default();
        let expires_at = self.end(now);
        let signed = self.tokens.sign(&StatusList {
            uri: self.policy.uri.of_list(list),
            issued_at: now,
            expires_at,
            ttl_seconds: self.policy.ttl_seconds,
            bits: bits.unwrap_or(&none),
        })?;
        Ok(Signed { list: Arc::new(signed), expires_at })
    }

    /// The end of lists that are signed now: the same in all processes for some minutes, so that a list that
    /// does not change keeps its tag. A list lives for one to two such periods.
    fn end(&self, now: Timestamp) -> Timestamp {
        let period = (i64::from(self.policy.ttl_seconds) * 4).max(300);
        let end = (now.timestamp().div_euclid(period) + 2) * period;
        DateTime::from_timestamp(end, 0).unwrap_or(now)
    }
}

/// A clock that was set back makes a copy stale.
fn is_fresh(known: &KnownLists, now: Timestamp) -> bool {
    known.read_at.is_some_and(|read_at| read_at <= now && now - read_at < GetStatusList::FRESH)
}
