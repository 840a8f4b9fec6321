//! Port: counters in fixed windows.

use chrono::TimeDelta;

use crate::{Fault, Timestamp};

/// How many in which time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests in a window, at least 1.
    pub tokens: u32,
    /// Length of a window, above zero.
    pub interval: TimeDelta,
}

impl RateLimit {
    /// As configured, where 0 tokens mean 1 and an interval of 0 means a second (contract 6).
    #[must_use]
    pub fn new(tokens: u32, interval: TimeDelta) -> Self {
        let interval = if interval <= TimeDelta::zero() { TimeDelta::seconds(1) } else { interval };
        Self { tokens: tokens.max(1), interval }
    }

    /// What is allowed after `used` requests in the window that began at `window_start`.
    #[must_use]
    pub fn allowance(&self, used: u32, window_start: Timestamp, now: Timestamp) -> Allowance {
        let left = window_start + self.interval - now;
        Allowance {
            is_allowed: used <= self.tokens,
            limit: self.tokens,
            remaining: self.tokens.saturating_sub(used),
            reset_seconds: u64::try_from(left.num_seconds()).unwrap_or(0),
        }
    }

    /// Start of the window that `now` lies in, when the first window began at `first_start`: windows follow
    /// each other without gaps from a key's first request on (contract 6).
    #[must_use]
    pub fn window_start(&self, first_start: Timestamp, now: Timestamp) -> Timestamp {
        let interval = self.interval.num_microseconds().unwrap_or(i64::MAX).max(1);
        let passed = (now - first_start).num_microseconds().unwrap_or(0).max(0);
        first_start + TimeDelta::microseconds(passed - passed % interval)
    }
}

/// What a limiter says to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Whether the request may go on.
    pub is_allowed: bool,
    /// Requests in a window.
    pub limit: u32,
    /// Requests left in this window after this one.
    pub remaining: u32,
    /// Whole seconds until the next window, rounded down.
    pub reset_seconds: u64,
}

/// Counts requests by key.
pub trait RateLimiter: Send + Sync {
    /// Takes one request from the key's window, if one is left. However many ask at once, no more than
    /// allowed are let through.
    ///
    /// # Errors
    /// When the store of counters fails.
    fn take(&self, key: &str, limit: &RateLimit, now: Timestamp) -> Result<Allowance, Fault>;

    /// What the next request would be told, without taking.
    ///
    /// # Errors
    /// When the store of counters fails.
    fn peek(&self, key: &str, limit: &RateLimit, now: Timestamp) -> Result<Allowance, Fault>;
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::RateLimit;
    use crate::fakes::moment;

    #[test]
    fn windows_follow_each_other_from_the_first_request() {
        let limit = RateLimit::new(3, TimeDelta::seconds(10));
        assert_eq!(limit.window_start(moment(3), moment(3)), moment(3));
        assert_eq!(limit.window_start(moment(3), moment(12)), moment(3));
        assert_eq!(limit.window_start(moment(3), moment(13)), moment(13));
        assert_eq!(limit.window_start(moment(3), moment(44)), moment(43));
    }

    #[test]
    fn the_last_token_is_allowed_and_the_next_is_not() {
        let limit = RateLimit::new(3, TimeDelta::seconds(10));
        let third = limit.allowance(3, moment(0), moment(4));
        assert!(third.is_allowed);
        assert_eq!((third.remaining, third.reset_seconds), (0, 6));
        assert!(!limit.allowance(4, moment(0), moment(4)).is_allowed);
    }

    #[test]
    fn nothing_configured_means_one_a_second() {
        assert_eq!(RateLimit::new(0, TimeDelta::zero()), RateLimit::new(1, TimeDelta::seconds(1)));
    }
}
