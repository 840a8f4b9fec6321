//! Literals: quoted texts, characters and numbers as Go writes them.

use super::error::TemplateError;
use super::value::Value;

type Read<'template> = (Value, &'template str);

/// Reads `"…"`, `` `…` `` or `'c'` at the beginning.
pub(crate) fn quoted(text: &str) -> Result<Read<'_>, TemplateError> {
    if let Some(raw) = text.strip_prefix('`') {
        let (inside, rest) = raw.split_once('`').ok_or("a raw text is not closed")?;
        return Ok((Value::text(&inside.replace('\r', "")), rest));
    }
    let mut characters = text.chars();
    let quote = characters.next().ok_or("a text is missing")?;
    let mut bytes = Vec::new();
    let mut last = None;
    let mut count = 0_usize;
    loop {
        let character = match characters.next() {
            None | Some('\n') => return Err("a text is not closed".into()),
            Some(character) if character == quote => break,
            Some('\\') => escape(&mut characters, quote)?,
            Some(character) => Unit::Character(character),
        };
        character.push_to(&mut bytes);
        last = Some(character);
        count += 1;
    }
    let rest = characters.as_str();
    if quote == '"' {
        let text = String::from_utf8(bytes).map_err(|_invalid| "a text is not UTF-8")?;
        return Ok((Value::text(&text), rest));
    }
    match last {
        Some(unit) if count == 1 => Ok((Value::Int(unit.number()), rest)),
        _ => Err("a character literal has not exactly one character".into()),
    }
}

/// What one character or escape of a literal stands for.
#[derive(Clone, Copy)]
enum Unit {
    Character(char),
    Byte(u8),
}

impl Unit {
    fn push_to(self, bytes: &mut Vec<u8>) {
        match self {
            Self::Character(character) => bytes.extend(character.encode_utf8(&mut [0; 4]).bytes()),
            Self::Byte(byte) => bytes.push(byte),
        }
    }

    fn number(self) -> i64 {
        match self {
            Self::Character(character) => i64::from(u32::from(character)),
            Self::Byte(byte) => i64::from(byte),
        }
    }
}

fn escape(characters: &mut std::str::Chars<'_>, quote: char) -> Result<Unit, TemplateError> {
    let kind = characters.next().ok_or("a text is not closed")?;
    Ok(match kind {
        'a' => Unit::Character('\u{7}'),
        'b' => Unit::Character('\u{8}'),
        'f' => Unit::Character('\u{c}'),
        'n' => Unit::Character('\n'),
        'r' => Unit::Character('\r'),
        't' => Unit::Character('\t'),
        'v' => Unit::Character('\u{b}'),
        '\\' => Unit::Character('\\'),
        'x' => byte(digits(characters, "", 2, 16)?)?,
        'u' => character(digits(characters, "", 4, 16)?)?,
        'U' => character(digits(characters, "", 8, 16)?)?,
        '0'..='7' => byte(digits(characters, kind.encode_utf8(&mut [0; 4]), 2, 8)?)?,
        _ if kind == quote => Unit::Character(kind),
        _ => return Err(format!("unknown escape \\{}", kind.escape_default()).into()),
    })
}

fn digits(
    characters: &mut std::str::Chars<'_>,
    first: &str,
    count: usize,
    radix: u32,
) -> Result<u32, TemplateError> {
    let mut text = first.to_owned();
    text.extend(characters.by_ref().take(count));
    let is_complete = text.len() == first.len() + count && text.chars().all(|digit| digit.is_digit(radix));
    let number = is_complete.then(|| u32::from_str_radix(&text, radix).ok()).flatten();
    number.ok_or_else(|| "a bad escape in a text".into())
}

fn byte(number: u32) -> Result<Unit, TemplateError> {
    u8::try_from(number).map(Unit::Byte).map_err(|_too_large| "a bad escape in a text".into())
}

fn character(number: u32) -> Result<Unit, TemplateError> {
    char::from_u32(number).map(Unit::Character).ok_or_else(|| "a bad escape in a text".into())
}

/// Reads a number at the beginning. Imaginary and hexadecimal floating-point numbers are refused.
pub(crate) fn number(text: &str) -> Result<Read<'_>, TemplateError> {
    let unsigned = text.trim_start_matches(['+', '-']);
    let sign = text.get(..text.len() - unsigned.len()).unwrap_or_default();
    let (literal, rest) = unsigned.split_at(length(unsigned));
    let is_negative = match sign {
        "-" => true,
        "" | "+" => false,
        _ => return Err("a bad number".into()),
    };
    let is_followed = rest.starts_with(|next: char| next == '_' || next.is_alphanumeric());
    let value = if is_followed { None } else { value(literal, is_negative) };
    value.map(|value| (value, rest)).ok_or_else(|| "a bad number".into())
}

/// How many bytes belong to an unsigned number.
fn length(text: &str) -> usize {
    let is_based = text.starts_with('0') && text.chars().nth(1).is_some_and(|base| "xXoObB".contains(base));
    let mut before = ' ';
    let end = text.char_indices().find(|(_, character)| {
        let is_exponent_sign = matches!(character, '+' | '-') && matches!(before, 'e' | 'E') && !is_based;
        before = *character;
        !(character.is_ascii_alphanumeric() || matches!(character, '_' | '.') || is_exponent_sign)
    });
    end.map_or(text.len(), |(position, _)| position)
}

fn value(literal: &str, is_negative: bool) -> Option<Value> {
    let digits = without_underscores(literal)?;
    let lower = digits.to_ascii_lowercase();
    let (radix, body) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, lower.get(2..)?),
        [b'0', b'o', ..] => (8, lower.get(2..)?),
        [b'0', b'b', ..] => (2, lower.get(2..)?),
        [b'0', b'0'..=b'9', ..] if !lower.contains(['.', 'e']) => (8, lower.get(1..)?),
        _ => (10, lower.as_str()),
    };
    let sign = if is_negative { "-" } else { "" };
    if !body.is_empty() && body.chars().all(|digit| digit.is_digit(radix)) {
        return i64::from_str_radix(&format!("{sign}{body}"), radix).ok().map(Value::Int);
    }
    let is_decimal = radix == 10 && body.bytes().all(|byte| byte.is_ascii_digit() || b".e+-".contains(&byte));
    let number = is_decimal.then(|| format!("{sign}{body}").parse::<f64>().ok()).flatten()?;
    number.is_finite().then_some(Value::Float(number))
}

/// Underscores may only stand between digits, or between the base and a digit.
fn without_underscores(literal: &str) -> Option<String> {
    let is_bad = literal.starts_with('_')
        || literal.ends_with('_')
        || ["__", "_.", "._", "_e", "e_", "_E", "E_"]
            .iter()
            .any(|bad| literal.contains(bad) && !literal.starts_with("0x"));
    (!is_bad).then(|| literal.replace('_', ""))
}
