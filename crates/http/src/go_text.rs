//! Texts in quotes as the messages of the contract have them: the escapes of a Go string literal.

use std::fmt::Write;

/// A text in double quotes.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        escape(&mut quoted, character, '"');
    }
    quoted.push('"');
    quoted
}

/// A byte in single quotes.
pub(crate) fn quoted_character(byte: u8) -> String {
    let mut quoted = "'".to_owned();
    escape(&mut quoted, char::from(byte), '\'');
    quoted.push('\'');
    quoted
}

fn escape(text: &mut String, character: char, quote: char) {
    match character {
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        '\\' => text.push_str("\\\\"),
        _ if character == quote => {
            text.push('\\');
            text.push(quote);
        }
        '\0'..='\x1f' | '\x7f' => {
            // Writing into a string cannot fail.
            let _ = write!(text, "\\x{:02x}", u32::from(character));
        }
        _ if character.is_control() => {
            let _ = write!(text, "\\u{:04x}", u32::from(character));
        }
        _ => text.push(character),
    }
}

#[cfg(test)]
mod tests {
    use super::{quoted, quoted_character};

    #[test]
    fn quotes_and_control_characters_are_escaped() {
        assert_eq!(quoted("a\"b\\\n\0\u{85}é"), "\"a\\\"b\\\\\\n\\x00\\u0085é\"");
        assert_eq!(quoted_character(b'\''), "'\\''");
        assert_eq!(quoted_character(b'"'), "'\"'");
    }
}
