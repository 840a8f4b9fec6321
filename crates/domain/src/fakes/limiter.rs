//! A limiter in a map.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::rate_limit::{Allowance, RateLimit, RateLimiter};
use crate::{Fault, Timestamp};

/// Start of a key's windows, start of its current window, requests in that.
type Window = (Timestamp, Timestamp, u32);

/// Counts in memory and forgets nothing.
#[derive(Debug, Default)]
pub struct FakeRateLimiter(Mutex<HashMap<String, Window>>);

impl FakeRateLimiter {
    fn count(&self, key: &str, limit: &RateLimit, now: Timestamp, take: u32) -> Result<Allowance, Fault> {
        let mut windows = self.0.lock().map_err(|_poisoned| Fault::internal("poisoned"))?;
        let (first, start, used) = windows.get(key).copied().unwrap_or((now, now, 0));
        let current = limit.window_start(first, now);
        let used = if current == start { used } else { 0 };
        if take > 0 {
            windows.insert(key.to_owned(), (first, current, used.saturating_add(take).min(limit.tokens)));
        }
        Ok(limit.allowance(used.saturating_add(1), current, now))
    }
}

impl RateLimiter for FakeRateLimiter {
    fn take(&self, key: &str, limit: &RateLimit, now: Timestamp) -> Result<Allowance, Fault> {
        self.count(key, limit, now, 1)
    }

    fn peek(&self, key: &str, limit: &RateLimit, now: Timestamp) -> Result<Allowance, Fault> {
        self.count(key, limit, now, 0)
    }
}
