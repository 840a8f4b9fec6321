//! How long sessions live.

use chrono::TimeDelta;

use crate::Timestamp;

/// Settings of sessions.
#[derive(Clone, Debug)]
pub struct SessionPolicy {
    /// From login to the end.
    pub lifespan: TimeDelta,
    /// Without use to the end; `None` when use does not matter.
    pub idle_timeout: Option<TimeDelta>,
    /// Active sessions that one user may have, at least 1; the oldest give way.
    pub limit: u32,
    /// Whether the client address is kept.
    pub acquire_ip_address: bool,
    /// Whether the user agent is kept.
    pub acquire_user_agent: bool,
}

impl SessionPolicy {
    /// Sessions last used before this moment are over.
    #[must_use]
    pub fn idle_before(&self, now: Timestamp) -> Option<Timestamp> {
        self.idle_timeout.map(|timeout| now - timeout)
    }

    /// The last use is written anew only when it is older than this: a minute, or a tenth of the idle
    /// timeout if that is less.
    #[must_use]
    pub fn touch_before(&self, now: Timestamp) -> Timestamp {
        let minute = TimeDelta::minutes(1);
        now - self.idle_timeout.map_or(minute, |timeout| minute.min(timeout / 10))
    }
}
