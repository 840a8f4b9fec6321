//! How latencies spread.

use std::time::Duration;

use serde_json::{Value, json};

use super::latency::Latencies;
use super::report::milliseconds;

/// Of one kind of request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spread {
    /// Requests that were answered as wanted; the times are of these alone.
    pub(super) requests: usize,
    /// Requests that were not.
    pub(super) errors: usize,
    /// Half are answered within.
    pub(super) p50: Duration,
    /// 99 of 100 are answered within.
    pub(super) p99: Duration,
    /// The longest.
    pub(super) max: Duration,
}

impl Spread {
    /// Sums up.
    pub(super) fn of(latencies: &Latencies, errors: usize) -> Self {
        Self {
            requests: latencies.count(),
            errors,
            p50: latencies.percentile(50),
            p99: latencies.percentile(99),
            max: latencies.percentile(100),
        }
    }

    /// For programs; times in milliseconds.
    pub(super) fn to_json(&self) -> Value {
        json!({
            "requests": self.requests,
            "errors": self.errors,
            "p50_ms": milliseconds(self.p50),
            "p99_ms": milliseconds(self.p99),
            "max_ms": milliseconds(self.max),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Latencies, Spread};

    #[test]
    fn errors_are_counted_beside_the_times() {
        let latencies = Latencies::new((1..=200).map(Duration::from_millis).collect());
        let json = Spread::of(&latencies, 3).to_json();
        assert_eq!((json["requests"].as_u64(), json["errors"].as_u64()), (Some(200), Some(3)));
        assert_eq!((json["p50_ms"].as_f64(), json["p99_ms"].as_f64()), (Some(100.0), Some(198.0)));
        assert_eq!(json["max_ms"].as_f64(), Some(200.0));
    }
}
