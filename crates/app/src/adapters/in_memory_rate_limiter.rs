//! Limits of one process.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use inkan_domain::rate_limit::{Allowance, RateLimit, RateLimiter};
use inkan_domain::{Fault, Timestamp};

/// Counters of one key.
#[derive(Clone, Copy)]
struct Windows {
    /// Start of the first window.
    first_start: Timestamp,
    /// Start of the window that `used` counts in.
    start: Timestamp,
    /// End of that window.
    end: Timestamp,
    /// Requests let through in it.
    used: u32,
}

#[derive(Default)]
struct Counters {
    windows: HashMap<String, Windows>,
    sweep_at: usize,
}

/// Counts in memory. Keys whose window is over are forgotten whenever the number of keys has doubled, so
/// memory follows the number of clients of the last minute.
#[derive(Default)]
pub(crate) struct InMemoryRateLimiter(Mutex<Counters>);

impl InMemoryRateLimiter {
    /// Below this many keys nothing is swept.
    const FEW: usize = 1024;

    fn count(&self, key: &str, limit: &RateLimit, now: Timestamp, take: u32) -> Allowance {
        let mut counters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = counters.windows.get(key).copied();
        let first_start = known.map_or(now, |windows| windows.first_start);
        let start = limit.window_start(first_start, now);
        let used = known.filter(|windows| windows.start == start).map_or(0, |windows| windows.used);
        let allowance = limit.allowance(used.saturating_add(1), start, now);
        if take > 0 {
            let end = start + limit.interval;
            let used = used.saturating_add(take).min(limit.tokens);
            counters.put(key, Windows { first_start, start, end, used }, now);
        }
        allowance
    }
}

impl Counters {
    fn put(&mut self, key: &str, windows: Windows, now: Timestamp) {
        if let Some(known) = self.windows.get_mut(key) {
            *known = windows;
            return;
        }
        if self.windows.len() >= self.sweep_at.max(InMemoryRateLimiter::FEW) {
            self.windows.retain(|_, windows| windows.end > now);
            self.windows.shrink_to(InMemoryRateLimiter::FEW);
            self.sweep_at = self.windows.len() * 2;
        }
        self.windows.insert(key.to_owned(), windows);
    }
}

impl RateLimiter for InMemoryRateLimiter {
    fn take(&self, key: &str, limit: &RateLimit, now: Timestamp) -> Result<Allowance, Fault> {
        Ok(self.count(key, limit, now, 1))
    }

    fn peek(&self, key: &str, limit: &RateLimit, now: Timestamp) -> Result<Allowance, Fault> {
        Ok(self.count(key, limit, now, 0))
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use inkan_domain::fakes::moment;
    use inkan_domain::rate_limit::{RateLimit, RateLimiter};

    use super::InMemoryRateLimiter;

    #[test]
    fn keys_of_past_windows_are_forgotten() {
        let limiter = InMemoryRateLimiter::default();
        let limit = RateLimit::new(1, TimeDelta::seconds(1));
        for second in 0..10_000_u32 {
            limiter.take(&format!("client {second}"), &limit, moment(i64::from(second))).unwrap();
        }
        assert!(limiter.0.lock().unwrap().windows.len() <= InMemoryRateLimiter::FEW);
    }
}
