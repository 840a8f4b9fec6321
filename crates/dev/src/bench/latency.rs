//! How long answers took.

use std::time::Duration;

/// Latencies in ascending order.
#[derive(Debug, Default)]
pub(super) struct Latencies(Vec<Duration>);

impl Latencies {
    pub(super) fn new(mut latencies: Vec<Duration>) -> Self {
        latencies.sort_unstable();
        Self(latencies)
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// The least latency that at least so many percent do not exceed (nearest rank); zero without any.
    pub(super) fn percentile(&self, percent: usize) -> Duration {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        self.0.get(rank - 1).copied().unwrap_or_default()
    }
}

/// The middle one; the lower of two.
pub(super) fn median(durations: Vec<Duration>) -> Duration {
    Latencies::new(durations).percentile(50)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Latencies, median};

    fn milliseconds(numbers: impl IntoIterator<Item = u64>) -> Vec<Duration> {
        numbers.into_iter().map(Duration::from_millis).collect()
    }

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let latencies = Latencies::new(milliseconds((1..=200).rev()));
        assert_eq!(latencies.percentile(50), Duration::from_millis(100));
        assert_eq!(latencies.percentile(99), Duration::from_millis(198));
        assert_eq!(latencies.percentile(100), Duration::from_millis(200));
        let three = Latencies::new(milliseconds([3, 1, 2]));
        assert_eq!(three.percentile(50), Duration::from_millis(2));
        assert_eq!(three.percentile(99), Duration::from_millis(3));
        assert_eq!(Latencies::default().percentile(99), Duration::ZERO);
    }

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median(milliseconds([9, 1, 5, 7, 3])), Duration::from_millis(5));
        assert_eq!(median(milliseconds([4, 2])), Duration::from_millis(2));
    }
}
