//! A database that cannot be reached, and how often it is tried meanwhile.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Keeps attempts apart and the log short while no connection can be made. The pool tries every connection
/// that it lacks by itself; here all of them together are held to one attempt at a time.
#[derive(Debug, Default)]
pub(crate) struct Outage(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Whether there was a connection ever: until then, whoever starts tells what is wrong.
    was_there: bool,
    current: Option<Current>,
}

#[derive(Debug)]
struct Current {
    since: Instant,
    tried: Instant,
    told: Option<Instant>,
    cause: String,
}

impl Outage {
    /// Least time between the beginnings of two attempts.
    const PAUSE: Duration = Duration::from_millis(300);
    const TOLD_EVERY: Duration = Duration::from_secs(60);

    /// Asks whether an attempt may begin; the last cause when it is too early.
    pub(crate) fn begin_attempt(&self, now: Instant) -> Result<(), String> {
        let mut state = self.lock();
        let Some(current) = &mut state.current else { return Ok(()) };
        if now.saturating_duration_since(current.tried) < Self::PAUSE {
            return Err(current.cause.clone());
        }
        current.tried = now;
        Ok(())
    }

    /// An attempt failed; libpq's texts hold no passwords.
    pub(crate) fn failed(&self, cause: String, now: Instant) {
        let mut state = self.lock();
        let was_there = state.was_there;
        let current = state.current.get_or_insert_with(|| Current {
            since: now,
            tried: now,
            told: None,
            cause: String::new(),
        });
        current.cause = cause;
        let is_due = current.told.is_none_or(|told| now.saturating_duration_since(told) >= Self::TOLD_EVERY);
        if was_there && is_due {
            current.told = Some(now);
            let seconds = now.saturating_duration_since(current.since).as_secs();
            tracing::warn!(error = current.cause.trim(), seconds, "no connection to the database");
        }
    }

    /// An attempt succeeded.
    pub(crate) fn succeeded(&self, now: Instant) {
        let mut state = self.lock();
        state.was_there = true;
        if let Some(Current { since, told: Some(_), .. }) = state.current.take() {
            let seconds = now.saturating_duration_since(since).as_secs();
            tracing::info!(seconds, "the database can be reached again");
        }
    }

    /// For how long no connection could be made; `None` when the last attempt succeeded.
    pub(crate) fn age(&self, now: Instant) -> Option<Duration> {
        self.lock().current.as_ref().map(|current| now.saturating_duration_since(current.since))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Outage;

    const MOMENT: Duration = Duration::from_millis(1);

    #[test]
    fn attempts_are_free_while_none_has_failed() {
        let (outage, now) = (Outage::default(), Instant::now());
        assert!((0..100).all(|_| outage.begin_attempt(now).is_ok()));
        outage.succeeded(now);
        assert!((0..100).all(|_| outage.begin_attempt(now).is_ok()));
        assert_eq!(outage.age(now), None);
    }

    #[test]
    fn after_a_failure_one_attempt_begins_in_each_pause() {
        let (outage, start) = (Outage::default(), Instant::now());
        outage.failed("refused".to_owned(), start);
        assert_eq!(outage.begin_attempt(start + MOMENT), Err("refused".to_owned()));
        let attempts = (0..3000).filter(|ms| outage.begin_attempt(start + *ms * MOMENT).is_ok());
        assert_eq!(attempts.count(), 9);
    }

    #[test]
    fn an_outage_is_as_old_as_its_first_failure_and_ends_with_a_success() {
        let (outage, start) = (Outage::default(), Instant::now());
        outage.failed("refused".to_owned(), start);
        let later = start + Outage::PAUSE;
        assert_eq!(outage.begin_attempt(later), Ok(()));
        outage.failed("starting up".to_owned(), later);
        assert_eq!(outage.age(later), Some(Outage::PAUSE));
        outage.succeeded(later);
        assert_eq!(outage.age(later), None);
        assert_eq!(outage.begin_attempt(later), Ok(()));
    }
}
