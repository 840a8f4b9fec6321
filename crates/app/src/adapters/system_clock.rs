//! The time of the machine.

use chrono::{DateTime, Utc};
use inkan_domain::{Clock, Timestamp};

/// Reads the machine's clock.
#[derive(Debug, Default)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the adapter behind the port")]
    fn now(&self) -> Timestamp {
        let now = Utc::now();
        DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now)
    }
}

#[cfg(test)]
mod tests {
    use inkan_domain::Clock;

    use super::SystemClock;

    #[test]
    fn a_moment_has_whole_microseconds() {
        assert_eq!(SystemClock.now().timestamp_subsec_nanos() % 1000, 0);
    }
}
