//! `printf` with the verbs `%s`, `%v`, `%d`, `%q`, `%t` and `%%`, without flags and widths.

use super::error::TemplateError;
use super::value::Value;

/// Formats; arguments that do not fit are shown in the text as Go shows them.
pub(crate) fn printf(format: &str, arguments: &[Value]) -> Result<String, TemplateError> {
    let mut printed = String::new();
    let mut arguments = arguments.iter();
    let mut rest = format;
    while let Some((text, behind)) = rest.split_once('%') {
        printed.push_str(text);
        let mut characters = behind.chars();
        let verb = characters.next();
        rest = characters.as_str();
        match verb {
            None => printed.push_str("%!(NOVERB)"),
            Some('%') => printed.push('%'),
            Some(verb @ ('s' | 'v' | 'd' | 'q' | 't')) => match arguments.next() {
                Some(value) => printed.push_str(&format_one(verb, value)?),
                None => printed.extend(["%!", verb.encode_utf8(&mut [0; 4]), "(MISSING)"]),
            },
            Some(verb) => return Err(format!("printf does not know %{}", verb.escape_default()).into()),
        }
    }
    printed.push_str(rest);
    if !arguments.as_slice().is_empty() {
        let extra = arguments.map(typed).collect::<Result<Vec<_>, _>>()?;
        printed.extend(["%!(EXTRA ", &extra.join(", "), ")"]);
    }
    Ok(printed)
}

fn format_one(verb: char, value: &Value) -> Result<String, TemplateError> {
    Ok(match (verb, value) {
        ('v', _)
        | ('s', Value::Text(_) | Value::Object(_) | Value::Absent)
        | ('q', Value::Absent)
        | ('d', Value::Int(_))
        | ('t', Value::Bool(_)) => value.print(),
        ('q', Value::Text(_) | Value::Object(_)) => quote(&value.print()),
        ('q', Value::Int(_)) => return Err("printf does not know %q for numbers".into()),
        _ => format!("%!{verb}({})", typed(value)?),
    })
}

/// A value with its type, as Go shows it where it does not fit.
fn typed(value: &Value) -> Result<String, TemplateError> {
    Ok(match value {
        Value::Nil => "<nil>".to_owned(),
        Value::Bool(value) => format!("bool={value}"),
        Value::Int(value) => format!("int={value}"),
        Value::Float(_) => format!("float64={}", value.print()),
        Value::Text(text) => format!("string={text}"),
        Value::Absent | Value::Object(_) => return Err("printf got an object that it cannot show".into()),
    })
}

/// The text as a literal.
fn quote(text: &str) -> String {
    let inside: String = text.chars().map(quoted_character).collect();
    format!("\"{inside}\"")
}

fn quoted_character(character: char) -> String {
    match character {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\u{7}' => "\\a".to_owned(),
        '\u{8}' => "\\b".to_owned(),
        '\u{c}' => "\\f".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '\u{b}' => "\\v".to_owned(),
        ' '..='~' => character.to_string(),
        '\0'..='\u{7f}' => format!("\\x{:02x}", u32::from(character)),
        _ if character.is_control() || character.is_whitespace() => {
            format!("\\u{:04x}", u32::from(character))
        }
        _ => character.to_string(),
    }
}
