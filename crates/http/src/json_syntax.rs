//! What is wrong with a text that is no JSON, in the words of the contract (1.4; admin-api.md, "General").

use serde_json::error::Category;

use crate::go_text::quoted_character;
use crate::json_reader::JsonError;

const CONTROL_CHARACTER: &str = "control character (\\u0000-\\u001F) found while parsing a string";

/// Where a text stopped being JSON, by the reader's account of it.
pub(crate) fn explain(text: &str, error: &serde_json::Error) -> JsonError {
    match error.classify() {
        Category::Eof if text.trim_ascii().is_empty() => JsonError::Empty,
        Category::Eof => JsonError::CutOff,
        Category::Syntax | Category::Data | Category::Io => {
            let lines_before = text.split_inclusive('\n').take(error.line().saturating_sub(1));
            let shown = error.to_string();
            let cause = shown.rsplit_once(" at line ").map_or(shown.as_str(), |(cause, _)| cause);
            let offset = lines_before.map(str::len).sum::<usize>() + error.column();
            // Of a control character, the reader tells how much came before it.
            let offset = offset + usize::from(cause == CONTROL_CHARACTER);
            let found = text.as_bytes().get(offset.saturating_sub(1)).copied();
            let text = found.and_then(|byte| place(cause, byte).map(|place| tell(byte, place)));
            JsonError::Syntax { offset, text: text.unwrap_or_else(|| cause.to_owned()) }
        }
    }
}

fn tell(byte: u8, place: &str) -> String {
    format!("invalid character {} {place}", quoted_character(byte))
}

/// What was being read when this byte came.
fn place(cause: &str, byte: u8) -> Option<&'static str> {
    Some(match cause {
        "key must be a string" => "looking for beginning of object key string",
        "trailing comma" if byte == b'}' => "looking for beginning of object key string",
        "expected value" | "trailing comma" => "looking for beginning of value",
        "expected `:`" => "after object key",
        "expected `,` or `}`" => "after object key:value pair",
        "expected `,` or `]`" => "after array element",
        "invalid number" => "in numeric literal",
        "invalid escape" => "in string escape code",
        CONTROL_CHARACTER => "in string literal",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::json_reader::read;

    #[test]
    fn the_character_and_what_was_read_are_told() {
        for (body, told) in [
            ("{bad", "offset=2, error=invalid character 'b' looking for beginning of object key string"),
            (
                "{\"a\":1,}",
                "offset=8, error=invalid character '}' looking for beginning of object key string",
            ),
            ("[1,]", "offset=4, error=invalid character ']' looking for beginning of value"),
            ("<x/>", "offset=1, error=invalid character '<' looking for beginning of value"),
            ("{\"a\" 1}", "offset=6, error=invalid character '1' after object key"),
            ("{\"a\":1 2}", "offset=8, error=invalid character '2' after object key:value pair"),
            ("[1 2]", "offset=4, error=invalid character '2' after array element"),
            ("{\"a\":\"\u{1}\"}", "offset=7, error=invalid character '\\x01' in string literal"),
            ("{\"a\":\"\\q\"}", "offset=8, error=invalid character 'q' in string escape code"),
        ] {
            let refusal = read(body.as_bytes(), ["a"]).unwrap_err().to_string();
            assert_eq!(refusal, format!("Syntax error: {told}"), "{body}");
        }
    }
}
