//! Reads text members out of a JSON body as leniently as the contract asks (1.4).

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json_syntax::explain;
use crate::json_text::{Members, Text};

/// Why a body gave no members; shown to the client.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum JsonError {
    /// Nothing but blanks.
    #[error("EOF")]
    Empty,
    /// The value is cut off.
    #[error("unexpected EOF")]
    CutOff,
    /// Not JSON (RFC 8259); the offset counts bytes.
    #[error("Syntax error: offset={offset}, error={text}")]
    Syntax {
        /// Where it was noticed.
        offset: usize,
        /// What was noticed.
        text: String,
    },
    /// A value of another type than wanted.
    #[error("Unmarshal type error: expected={expected}, got={got}, field={field}, offset={offset}")]
    Type {
        /// Wanted.
        expected: &'static str,
        /// Found.
        got: &'static str,
        /// The member; empty for the whole body.
        field: &'static str,
        /// Where the value ends.
        offset: usize,
    },
}

/// Reads the first JSON value of the body and takes these text members out of it; what follows the value is
/// ignored. A member is `None` when it is absent or `null`.
///
/// # Errors
/// [`JsonError`].
pub(crate) fn read<const N: usize>(
    body: &[u8],
    names: [&'static str; N],
) -> Result<[Option<String>; N], JsonError> {
    let text = String::from_utf8_lossy(body);
    let document = Document { text: &text };
    let members = document.members(document.root()?, "", names)?;
    let mut picked = std::array::from_fn(|_| None);
    for (index, value) in members {
        if let (Some(field), Some(slot)) = (names.get(index), picked.get_mut(index)) {
            *slot = document.string(value, field)?;
        }
    }
    Ok(picked)
}

/// The text of a body, whose values are read one by one.
pub(crate) struct Document<'text> {
    pub(crate) text: &'text str,
}

impl<'text> Document<'text> {
    /// The first value of the text.
    ///
    /// # Errors
    /// [`JsonError`], but for its types.
    pub(crate) fn root(&self) -> Result<&'text RawValue, JsonError> {
        let mut reader = serde_json::Deserializer::from_str(self.text);
        <&RawValue>::deserialize(&mut reader).map_err(|error| explain(self.text, &error))
    }

    /// The members of an object that have one of these names, as (index of the name, value) in order; none
    /// for `null`. A name matches exactly or, failing that, in any case.
    ///
    /// # Errors
    /// [`JsonError::Type`] when the value is no object.
    pub(crate) fn members(
        &self,
        value: &'text RawValue,
        field: &'static str,
        names: impl AsRef<[&'static str]>,
    ) -> Result<Vec<(usize, &'text RawValue)>, JsonError> {
        let names = names.as_ref();
        match kind(value) {
            "null" => return Ok(Vec::new()),
            "object" => {}
            got => return Err(self.mismatch(value, "object", got, field)),
        }
        let Members(members) = self.parse(value)?;
        let known = |(name, value): (Text, _)| {
            let exact = names.iter().position(|wanted| *wanted == name.0);
            let index =
                exact.or_else(|| names.iter().position(|wanted| wanted.eq_ignore_ascii_case(&name.0)));
            index.map(|index| (index, value))
        };
        Ok(members.into_iter().filter_map(known).collect())
    }

    /// The elements of an array; none for `null`.
    ///
    /// # Errors
    /// [`JsonError::Type`] when the value is no array.
    pub(crate) fn elements(
        &self,
        value: &'text RawValue,
        field: &'static str,
    ) -> Result<Vec<&'text RawValue>, JsonError> {
        match kind(value) {
            "null" => Ok(Vec::new()),
            "array" => self.parse(value),
            got => Err(self.mismatch(value, "array", got, field)),
        }
    }

    /// A text; `None` for `null`.
    ///
    /// # Errors
    /// [`JsonError::Type`] when the value is no text.
    pub(crate) fn string(
        &self,
        value: &'text RawValue,
        field: &'static str,
    ) -> Result<Option<String>, JsonError> {
        match kind(value) {
            "null" => Ok(None),
            "string" => self.parse(value).map(|Text(string)| Some(string)),
            got => Err(self.mismatch(value, "string", got, field)),
        }
    }

    /// A truth value; `false` for `null`.
    ///
    /// # Errors
    /// [`JsonError::Type`] when the value is none.
    pub(crate) fn boolean(&self, value: &'text RawValue, field: &'static str) -> Result<bool, JsonError> {
        match kind(value) {
            "null" => Ok(false),
            "bool" => Ok(value.get() == "true"),
            got => Err(self.mismatch(value, "bool", got, field)),
        }
    }

    fn parse<T: Deserialize<'text>>(&self, value: &'text RawValue) -> Result<T, JsonError> {
        serde_json::from_str(value.get()).map_err(|error| explain(self.text, &error))
    }

    fn mismatch(
        &self,
        value: &RawValue,
        expected: &'static str,
        got: &'static str,
        field: &'static str,
    ) -> JsonError {
        JsonError::Type { expected, got, field, offset: end_of(self.text, value) }
    }
}

fn kind(value: &RawValue) -> &'static str {
    match value.get().as_bytes().first() {
        Some(b'{') => "object",
        Some(b'[') => "array",
        Some(b'"') => "string",
        Some(b't' | b'f') => "bool",
        Some(b'n') => "null",
        _ => "number",
    }
}

/// Number of bytes up to the end of a value that is part of the text.
fn end_of(text: &str, value: &RawValue) -> usize {
    let start = value.get().as_ptr().addr().saturating_sub(text.as_ptr().addr());
    start + value.get().len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, any, prop, proptest};

    use super::{JsonError, read};

    fn email(body: &str) -> Result<Option<String>, JsonError> {
        read(body.as_bytes(), ["email"]).map(|[email]| email)
    }

    fn refusal(body: &str) -> String {
        email(body).unwrap_err().to_string()
    }

    #[test]
    fn the_first_value_counts_and_what_follows_does_not() {
        assert_eq!(email(r#"{"email":"x"} trailing"#), Ok(Some("x".to_owned())));
        assert_eq!(email(r#" {"email":"x"}{"email":"y"}"#), Ok(Some("x".to_owned())));
    }

    #[test]
    fn names_match_in_any_case_and_the_last_one_counts() {
        assert_eq!(email(r#"{"EMAIL":"x"}"#), Ok(Some("x".to_owned())));
        assert_eq!(email(r#"{"email":"x","e\u006dail":"y"}"#), Ok(Some("y".to_owned())));
        assert_eq!(email(r#"{"email":"x","email":null}"#), Ok(None));
    }

    #[test]
    fn null_and_unknown_members_are_absent() {
        assert_eq!(email("null"), Ok(None));
        assert_eq!(email(r#"{"email":null,"other":[{"email":"x"}]}"#), Ok(None));
        assert_eq!(email("{}"), Ok(None));
    }

    #[test]
    fn broken_text_is_replaced() {
        assert_eq!(read(b"{\"email\":\"a\xffb\"}", ["email"]), Ok([Some("a\u{fffd}b".to_owned())]));
        assert_eq!(email(r#"{"email":"a\ud800b\udc00"}"#), Ok(Some("a\u{fffd}b\u{fffd}".to_owned())));
        assert_eq!(email(r#"{"email":"\ud83d\ude00\u0000"}"#), Ok(Some("\u{1f600}\0".to_owned())));
        assert_eq!(email("{\"email\":\"\u{d000}\"}"), Ok(Some("\u{d000}".to_owned())));
    }

    #[test]
    fn what_is_cut_off_is_told_so() {
        for body in ["", "  ", "\n\t"] {
            assert_eq!(refusal(body), "EOF", "{body}");
        }
        for body in ["{", r#"{"email""#, r#"{"email":"ab"#, r#"{"a":1"#, "tru", r#""\ud8"#, "[1,"] {
            assert_eq!(refusal(body), "unexpected EOF", "{body}");
        }
    }

    #[test]
    fn what_is_not_json_is_a_syntax_error() {
        assert_eq!(
            refusal("hello"),
            "Syntax error: offset=1, error=invalid character 'h' looking for beginning of value"
        );
        for body in ["{'email':'x'}", r#"{"email":"x",}"#, "\u{feff}{}", "{\"email\":\"a\nb\"}", "<x/>", "}"]
        {
            let refusal = refusal(body);
            assert!(refusal.starts_with("Syntax error: offset="), "{body}: {refusal}");
        }
    }

    #[test]
    fn a_wrong_type_names_the_member() {
        assert_eq!(
            refusal(r#"{"Email": 12}"#),
            "Unmarshal type error: expected=string, got=number, field=email, offset=12"
        );
        for (value, got) in [("true", "bool"), ("{}", "object"), ("[\"x\"]", "array"), ("-1.5e3", "number")] {
            let wanted = format!("Unmarshal type error: expected=string, got={got}, field=email, offset=");
            assert!(refusal(&format!("{{\"email\":{value}}}")).starts_with(&wanted));
        }
        assert_eq!(refusal("[]"), "Unmarshal type error: expected=object, got=array, field=, offset=2");
        assert_eq!(refusal("\"x\""), "Unmarshal type error: expected=object, got=string, field=, offset=3");
        assert_eq!(refusal("12"), "Unmarshal type error: expected=object, got=number, field=, offset=2");
    }

    #[test]
    fn syntax_comes_before_types() {
        assert_eq!(refusal(r#"{"email":12"#), "unexpected EOF");
    }

    #[test]
    fn deep_nesting_is_only_long() {
        assert_eq!(refusal(&"[".repeat(65_536)), "unexpected EOF");
        assert_eq!(refusal(&"{\"a\":".repeat(10_000)), "unexpected EOF");
        let nested = format!("{{\"a\":{}{},\"email\":\"x\"}}", "[".repeat(30_000), "]".repeat(30_000));
        assert_eq!(email(&nested), Ok(Some("x".to_owned())));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_bytes_make_the_reader_panic(body in prop::collection::vec(any::<u8>(), 0..256)) {
            let _ = read(&body, ["email", "id"]);
        }

        #[test]
        fn nothing_like_json_makes_the_reader_panic(body in r#"[{}\[\]":,a-eilmnrtu0-9\\ \n\.-]{0,64}"#) {
            let _ = read(body.as_bytes(), ["email", "id"]);
        }

        #[test]
        fn every_text_is_read_as_it_is(text in any::<String>()) {
            let body = serde_json::json!({ "email": text }).to_string();
            assert_eq!(email(&body), Ok(Some(text)));
        }
    }
}
