//! Times that administrators send (RFC 3339 §5.6), and what is wrong with them in the words of the contract
//! (admin-api.md, "Users" and "Audit logs").

use chrono::{Datelike, FixedOffset, NaiveDate, TimeZone, Utc};
use inkan_domain::Timestamp;

use crate::go_text::quoted;

const LAYOUT: &str = "2006-01-02T15:04:05Z07:00";

/// Reads a time with its offset from UTC.
///
/// # Errors
/// A text for the client, which names the first part that is wrong.
pub(crate) fn parse(text: &str) -> Result<Timestamp, String> {
    let mut reader = Reader { whole: text, rest: text };
    let year = reader.digits(4, "2006")?;
    reader.literal("-", "-")?;
    let month = reader.two_digits("01", 1..=12, "month")?;
    reader.literal("-", "-")?;
    let day = reader.two_digits("02", 1..=31, "day")?;
    reader.literal("T", "T")?;
    let hour = reader.two_digits("15", 0..=23, "hour")?;
    reader.literal(":", ":")?;
    let minute = reader.two_digits("04", 0..=59, "minute")?;
    reader.literal(":", ":")?;
    let second = reader.two_digits("05", 0..=59, "second")?;
    let nanosecond = reader.fraction();
    let offset = reader.offset()?;
    if !reader.rest.is_empty() {
        return Err(format!("parsing time {}: extra text: {}", quoted(text), quoted(reader.rest)));
    }
    let out_of_range = |part: &str| reader.out_of_range(part);
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).unwrap_or(i32::MAX), month, day);
    let local = date.and_then(|date| date.and_hms_nano_opt(hour, minute, second, nanosecond));
    let time = offset.from_local_datetime(&local.ok_or_else(|| out_of_range("day"))?).single();
    let time = time.ok_or_else(|| out_of_range("time zone offset"))?.with_timezone(&Utc);
    if (1..=9999).contains(&time.year()) { Ok(time) } else { Err(out_of_range("year")) }
}

struct Reader<'text> {
    whole: &'text str,
    rest: &'text str,
}

impl Reader<'_> {
    fn mismatch(&self, part: &str) -> String {
        let (whole, rest) = (quoted(self.whole), quoted(self.rest));
        format!("parsing time {whole} as \"{LAYOUT}\": cannot parse {rest} as \"{part}\"")
    }

    fn out_of_range(&self, part: &str) -> String {
        format!("parsing time {}: {part} out of range", quoted(self.whole))
    }

    fn literal(&mut self, wanted: &str, part: &str) -> Result<(), String> {
        self.rest = self.rest.strip_prefix(wanted).ok_or_else(|| self.mismatch(part))?;
        Ok(())
    }

    fn digits(&mut self, count: usize, part: &str) -> Result<u32, String> {
        let split = self.rest.split_at_checked(count);
        let split = split.filter(|(digits, _)| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let (digits, rest) = split.ok_or_else(|| self.mismatch(part))?;
        let number = digits.parse().ok().ok_or_else(|| self.mismatch(part))?;
        self.rest = rest;
        Ok(number)
    }

    fn two_digits(
        &mut self,
        part: &str,
        range: std::ops::RangeInclusive<u32>,
        name: &str,
    ) -> Result<u32, String> {
        let number = self.digits(2, part)?;
        if range.contains(&number) { Ok(number) } else { Err(self.out_of_range(name)) }
    }

    /// Nanoseconds; further digits do not count.
    fn fraction(&mut self) -> u32 {
        let Some(rest) = self.rest.strip_prefix(['.', ',']) else { return 0 };
        let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
        let Some((digits, rest)) = rest.split_at_checked(end).filter(|(digits, _)| !digits.is_empty()) else {
            return 0;
        };
        self.rest = rest;
        let padded = digits.bytes().chain(std::iter::repeat(b'0')).take(9);
        padded.fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
    }

    fn offset(&mut self) -> Result<FixedOffset, String> {
        let mismatch = self.mismatch("Z07:00");
        let utc = FixedOffset::east_opt(0);
        if let Some(rest) = self.rest.strip_prefix('Z') {
            self.rest = rest;
            return utc.ok_or(mismatch);
        }
        let sign = match self.rest.bytes().next() {
            Some(b'+') => 1,
            Some(b'-') => -1,
            _ => return Err(mismatch),
        };
        let mut digits = Reader { whole: self.whole, rest: self.rest.get(1..).unwrap_or_default() };
        let hours = digits.digits(2, "");
        let colon = digits.literal(":", "");
        let minutes = digits.digits(2, "");
        let (Ok(hours), Ok(()), Ok(minutes)) = (hours, colon, minutes) else { return Err(mismatch) };
        self.rest = digits.rest;
        if hours > 23 || minutes > 59 {
            return Err(self.out_of_range("time zone offset"));
        }
        let seconds = i32::try_from(hours * 3600 + minutes * 60).unwrap_or(i32::MAX);
        FixedOffset::east_opt(sign * seconds).ok_or(mismatch)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, any, proptest};

    use super::parse;
    use crate::times::Rfc3339;

    fn shown(text: &str) -> String {
        Rfc3339(parse(text).unwrap()).to_string()
    }

    #[test]
    fn a_time_is_converted_to_utc() {
        assert_eq!(shown("2020-01-02T03:04:05.123456789+02:00"), "2020-01-02T01:04:05.123456789Z");
        assert_eq!(shown("2020-01-01T23:30:00-01:30"), "2020-01-02T01:00:00Z");
        assert_eq!(shown("2020-02-29T00:00:00.5Z"), "2020-02-29T00:00:00.5Z");
        assert_eq!(shown("2020-02-29T00:00:00.1234567891Z"), "2020-02-29T00:00:00.123456789Z");
    }

    #[test]
    fn the_first_wrong_part_is_named() {
        let cannot = |text: &str, rest: &str, part: &str| {
            format!(
                "parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"{rest}\" as \"{part}\""
            )
        };
        for (text, rest, part) in [
            ("yesterday", "yesterday", "2006"),
            ("nope", "nope", "2006"),
            ("", "", "2006"),
            ("2020", "", "-"),
            ("2020-1-02", "1-02", "01"),
            ("2020-01-02 03:04:05Z", " 03:04:05Z", "T"),
            ("2020-01-02T03:04:05", "", "Z07:00"),
            ("2020-01-02T03:04:05+2:00", "+2:00", "Z07:00"),
            ("2020-01-02T03:04:05.Z", ".Z", "Z07:00"),
        ] {
            assert_eq!(parse(text), Err(cannot(text, rest, part)));
        }
    }

    #[test]
    fn numbers_have_their_range() {
        for (text, part) in [
            ("2020-13-01T00:00:00Z", "month"),
            ("2021-02-29T00:00:00Z", "day"),
            ("2021-02-00T00:00:00Z", "day"),
            ("2021-02-01T24:00:00Z", "hour"),
            ("2021-02-01T00:60:00Z", "minute"),
            ("2021-02-01T00:00:60Z", "second"),
            ("2021-02-01T00:00:00+24:00", "time zone offset"),
            ("0000-01-01T00:00:00Z", "year"),
            ("9999-12-31T23:59:59-01:00", "year"),
        ] {
            assert_eq!(parse(text), Err(format!("parsing time \"{text}\": {part} out of range")));
        }
        assert_eq!(
            parse("2021-02-01T00:00:00Zx"),
            Err("parsing time \"2021-02-01T00:00:00Zx\": extra text: \"x\"".to_owned())
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_text_makes_the_reader_panic(text in any::<String>()) {
            let _ = parse(&text);
        }

        #[test]
        fn nothing_like_a_time_makes_the_reader_panic(
            text in r"[0-9]{3,5}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{0,12})?(Z|[+-][0-9é:]{0,6})"
        ) {
            let _ = parse(&text);
        }
    }
}
