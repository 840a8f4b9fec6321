//! Lengths of time in the notation of Go (`1h30m`, `300ms`), as configuration.md has them.

use std::time::Duration;

const UNITS: [(&str, u128); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// About 292 years, the most that the notation can say.
const MAX_NANOSECONDS: u128 = 9_223_372_036_854_775_807;

/// Why a text is no duration; the texts are those of the contract.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DurationError {
    /// A number stands alone.
    #[error("time: missing unit in duration \"{0}\"")]
    MissingUnit(String),
    /// A unit that does not exist, such as `d`.
    #[error("time: unknown unit \"{unit}\" in duration \"{text}\"")]
    UnknownUnit {
        /// What follows the number.
        unit: String,
        /// The whole text.
        text: String,
    },
    /// Below zero.
    #[error("negative duration \"{0}\"")]
    Negative(String),
    /// Anything else.
    #[error("time: invalid duration \"{0}\"")]
    Invalid(String),
}

/// Reads `1h30m`, `1.5h`, `300ms`; `0` alone needs no unit.
pub(crate) fn parse(text: &str) -> Result<Duration, DurationError> {
    if let Some(rest) = text.strip_prefix('-') {
        return match parse(rest)? {
            Duration::ZERO => Ok(Duration::ZERO),
            _ => Err(DurationError::Negative(text.to_owned())),
        };
    }
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    if unsigned == "0" {
        return Ok(Duration::ZERO);
    }
    let nanoseconds = sum_of_parts(unsigned, text)?;
    u64::try_from(nanoseconds)
        .ok()
        .filter(|_| nanoseconds <= MAX_NANOSECONDS)
        .map(Duration::from_nanos)
        .ok_or_else(|| DurationError::Invalid(text.to_owned()))
}

fn sum_of_parts(unsigned: &str, text: &str) -> Result<u128, DurationError> {
    let invalid = || DurationError::Invalid(text.to_owned());
    if unsigned.is_empty() {
        return Err(invalid());
    }
    let mut rest = unsigned;
    let mut total: u128 = 0;
    while !rest.is_empty() {
        let (number, after) = split(rest, |character| character.is_ascii_digit() || character == '.');
        let (unit, next) = split(after, |character| !character.is_ascii_digit() && character != '.');
        if number.is_empty() {
            return Err(invalid());
        }
        if unit.is_empty() {
            return Err(DurationError::MissingUnit(text.to_owned()));
        }
        let size = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, size)| *size);
        let size =
            size.ok_or_else(|| DurationError::UnknownUnit { unit: unit.to_owned(), text: text.to_owned() })?;
        let part = scaled(number, size).ok_or_else(invalid)?;
        total = total.checked_add(part).ok_or_else(invalid)?;
        rest = next;
    }
    Ok(total)
}

fn split(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|character| !belongs(character)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn scaled(number: &str, size: u128) -> Option<u128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut total = digits(whole)?.checked_mul(size)?;
    let mut place = size;
    for digit in fraction.chars() {
        place /= 10;
        total = total.checked_add(place.checked_mul(u128::from(digit.to_digit(10)?))?)?;
    }
    Some(total)
}

fn digits(text: &str) -> Option<u128> {
    if text.is_empty() { Some(0) } else { text.parse().ok() }
}

/// Writes a duration so that [`parse`] reads the same again: `12h`, `1m30s`, `300ms`.
pub(crate) fn format(duration: Duration) -> String {
    let mut rest = duration.as_nanos();
    let mut text = String::new();
    for (name, size) in [
        ("h", 3_600_000_000_000),
        ("m", 60_000_000_000),
        ("s", 1_000_000_000),
        ("ms", 1_000_000),
        ("us", 1_000),
        ("ns", 1),
    ] {
        if rest >= size {
            text.push_str(&(rest / size).to_string());
            text.push_str(name);
            rest %= size;
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn go_durations_are_read() {
        for (text, milliseconds) in [
            ("90s", 90_000),
            ("1m", 60_000),
            ("1h30m", 5_400_000),
            ("1.5h", 5_400_000),
            ("720h", 2_592_000_000),
            ("300ms", 300),
            (".5s", 500),
            ("1.s", 1_000),
            ("+2s", 2_000),
            ("0", 0),
            ("0s", 0),
            ("-0s", 0),
            ("876000h", 3_153_600_000_000),
            ("1500us", 1),
        ] {
            let read = parse(text).map(|duration| duration.as_millis());
            assert_eq!(read, Ok(milliseconds), "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        assert_eq!(parse("60"), Err(DurationError::MissingUnit("60".to_owned())));
        assert_eq!(parse("-1s"), Err(DurationError::Negative("-1s".to_owned())));
        assert!(matches!(parse("1d"), Err(DurationError::UnknownUnit { .. })));
        for text in ["", "abc", "s", ".s", "1.2.3s", "9999999999h", " 1s", "-", "+"] {
            assert_eq!(
                parse(text),
                Err(DurationError::Invalid(text.trim_start_matches('-').to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_written_reads_the_same() {
        for text in ["12h", "1m", "1m30s", "300ms", "0s", "1h1ns", "2us"] {
            assert_eq!(parse(text).map(format), Ok(text.to_owned()));
        }
    }
}
