//! Times as JSON shows them (contract 1.8, RFC 3339 §5.6).

use std::fmt;

use chrono::{Datelike, Timelike};
use inkan_domain::Timestamp;
use serde::{Serialize, Serializer};
use utoipa::openapi::schema::{KnownFormat, SchemaFormat};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// A time in UTC with as many fractional digits as needed: nine at most, no trailing zeros.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rfc3339(pub(crate) Timestamp);

impl fmt::Display for Rfc3339 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.0;
        let (year, month, day) = (time.year(), time.month(), time.day());
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        write!(formatter, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        let mut fraction = time.nanosecond() % 1_000_000_000;
        if fraction > 0 {
            let mut digits = 9;
            while fraction.is_multiple_of(10) {
                fraction /= 10;
                digits -= 1;
            }
            write!(formatter, ".{fraction:0digits$}")?;
        }
        formatter.write_str("Z")
    }
}

impl Serialize for Rfc3339 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl PartialSchema for Rfc3339 {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
        let time = ObjectBuilder::new().schema_type(Type::String).format(Some(format));
        time.description(Some("A time in UTC (RFC 3339).")).build().into()
    }
}

impl ToSchema for Rfc3339 {
    fn name() -> std::borrow::Cow<'static, str> {
        "Time".into()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::Rfc3339;

    fn shown(nanoseconds: i64) -> String {
        Rfc3339(DateTime::UNIX_EPOCH + TimeDelta::nanoseconds(nanoseconds)).to_string()
    }

    #[test]
    fn trailing_zeros_are_dropped() {
        assert_eq!(shown(0), "1970-01-01T00:00:00Z");
        assert_eq!(shown(500_000_000), "1970-01-01T00:00:00.5Z");
        assert_eq!(shown(120_000), "1970-01-01T00:00:00.00012Z");
        assert_eq!(shown(1), "1970-01-01T00:00:00.000000001Z");
        assert_eq!(shown(86_399_999_999_999), "1970-01-01T23:59:59.999999999Z");
    }
}
