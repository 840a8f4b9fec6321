//! A clock that stands until it is moved.

use std::sync::Mutex;

use chrono::TimeDelta;

use crate::{Clock, Timestamp};

/// Shows the moment that it was set to.
#[derive(Debug)]
pub struct FixedClock(Mutex<Timestamp>);

impl FixedClock {
    /// A clock that shows this moment.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }

    /// Sets the clock, also back.
    pub fn set(&self, now: Timestamp) {
        if let Ok(mut shown) = self.0.lock() {
            *shown = now;
        }
    }

    /// Moves the clock on.
    pub fn advance(&self, by: TimeDelta) {
        if let Ok(mut now) = self.0.lock() {
            *now += by;
        }
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0.lock().map_or_else(|poisoned| *poisoned.into_inner(), |now| *now)
    }
}
