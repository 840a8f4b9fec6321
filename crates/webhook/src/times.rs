//! Times as JSON shows them (contract 1.8, RFC 3339 §5.6).

use std::fmt;

use chrono::{Datelike, Timelike};
use inkan_domain::Timestamp;
use serde::{Serialize, Serializer};

const NANOSECONDS: u32 = 1_000_000_000;

/// A time in UTC with as many fractional digits as needed: nine at most, no trailing zeros.
#[derive(Clone, Copy)]
pub(crate) struct Rfc3339(pub(crate) Timestamp);

impl fmt::Display for Rfc3339 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.0;
        let (year, month, day) = (time.year(), time.month(), time.day());
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        write!(formatter, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        let fraction = format!(".{:09}", time.nanosecond() % NANOSECONDS);
        let fraction = fraction.trim_end_matches('0').trim_end_matches('.');
        write!(formatter, "{fraction}Z")
    }
}

impl Serialize for Rfc3339 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::Rfc3339;

    #[test]
    fn trailing_zeros_are_dropped() {
        for (nanoseconds, wanted) in [
            (0, "1970-01-01T00:00:00Z"),
            (10_000_000_000, "1970-01-01T00:00:10Z"),
            (300_000_000, "1970-01-01T00:00:00.3Z"),
            (120_000, "1970-01-01T00:00:00.00012Z"),
            (1, "1970-01-01T00:00:00.000000001Z"),
        ] {
            let time = DateTime::UNIX_EPOCH + TimeDelta::nanoseconds(nanoseconds);
            assert_eq!(Rfc3339(time).to_string(), wanted);
        }
    }
}
