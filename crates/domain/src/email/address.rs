//! The form of an e-mail address.

use std::fmt;

/// A valid e-mail address in lower case (contract 1.6, RFC 5322 §3.4.1 without display name and comments).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Longest address in characters: the width of the column (contract B-15).
    pub const LENGTH: usize = 255;

    /// Checks the form and converts to lower case; `None` when it is no address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (local, domain) = text.rsplit_once('@')?;
        if !is_local_part(local) || !is_domain(domain) {
            return None;
        }
        let lower: String = text.chars().flat_map(lower_case).collect();
        (lower.chars().count() <= Self::LENGTH).then_some(Self(lower))
    }

    /// Takes over an address that is stored already, as it is.
    #[must_use]
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address with its local part hidden, for logs and the audit log (contract 8): three characters
    /// stay of more than six, else one; at least six characters are shown.
    #[must_use]
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let length = local.chars().count();
        let shown = match length {
            0 => 0,
            1..=6 => 1,
            _ => 3,
        };
        let kept: String = local.chars().take(shown).collect();
        let stars = "*".repeat(length.max(6).saturating_sub(shown));
        format!("{kept}{stars}@{domain}")
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.masked())
    }
}

/// Lower case, one character for one: U+0130 loses its dot instead of becoming two characters.
fn lower_case(character: char) -> impl Iterator<Item = char> {
    let mut lower = character.to_lowercase();
    let first = lower.next();
    let rest = if character == 'İ' { None } else { lower.next() };
    first.into_iter().chain(rest)
}

fn is_local_part(local: &str) -> bool {
    match local.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"').is_some_and(is_quoted_content),
        None => local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom_character)),
    }
}

/// The inside of a quoted string (RFC 5322 §3.2.4) without folding.
fn is_quoted_content(content: &str) -> bool {
    let mut characters = content.chars();
    while let Some(character) = characters.next() {
        let allowed = match character {
            '\\' => characters.next().is_some_and(|quoted| quoted == ' ' || quoted.is_ascii_graphic()),
            '"' => false,
            ' ' => true,
            other => other.is_ascii_graphic() || is_international(other),
        };
        if !allowed {
            return false;
        }
    }
    !content.is_empty()
}

fn is_atom_character(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || "!#$%&'*+-/=?^_`{|}~".contains(character)
        || is_international(character)
}

fn is_international(character: char) -> bool {
    matches!(character, '\u{A0}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFEF}')
}

fn is_domain(domain: &str) -> bool {
    let mut labels = domain.rsplit('.');
    let top = labels.next().unwrap_or_default();
    let is_word = |character: char| character.is_ascii_alphabetic() || is_international(character);
    is_label(top)
        && top.starts_with(is_word)
        && top.ends_with(is_word)
        && domain.contains('.')
        && labels.all(is_label)
}

fn is_label(label: &str) -> bool {
    let is_edge = |character: char| character.is_ascii_alphanumeric() || is_international(character);
    label.starts_with(is_edge)
        && label.ends_with(is_edge)
        && label.chars().all(|character| is_edge(character) || matches!(character, '-' | '~'))
}

#[cfg(test)]
mod tests {
    use super::EmailAddress;

    #[test]
    fn these_are_addresses() {
        for text in [
            "a+x@a.test",
            "a.y@sub.domain.a.test",
            "o'o@a.test",
            "a_-z@a.test",
            "a@x.co",
            "a!#$%&*/=?^`~@a.test",
            "\"a b\"@x.test",
            "\"a@b\"@x.test",
            "ü@ü.test",
            "a@x-y.test",
        ] {
            assert!(EmailAddress::parse(text).is_some(), "{text}");
        }
    }

    #[test]
    fn these_are_not() {
        for text in [
            "",
            "plain",
            "a@",
            "@a.test",
            "a@a",
            "a x@a.test",
            "a@a test",
            "a@@a.test",
            "a..x@a.test",
            ".a@a.test",
            "a.@a.test",
            "a@-a.test",
            "a@a-.test",
            "a@a..test",
            "<a@a.test>",
            "X <a@a.test>",
            "a@a.test, y@a.test",
            " a@a.test",
            "a@a.test ",
            "a@a.1",
            "a@127.0.0.1",
            "a@[127.0.0.1]",
            "a@localhost",
            "a@a_b.test",
            "a@a.test.",
            "\"a@x.test",
            "\"\"@x.test",
            "a\r\nBcc: b@x.test",
            "a\0@x.test",
            "a@x.te\nst",
            "(c)a@x.test",
        ] {
            assert!(EmailAddress::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn two_hundred_and_fifty_five_characters_fit() {
        let fits = format!("{}@a.test", "x".repeat(248));
        assert!(EmailAddress::parse(&fits).is_some());
        assert!(EmailAddress::parse(&format!("x{fits}")).is_none());
    }

    #[test]
    fn an_address_is_kept_in_lower_case() {
        let lower = |text: &str| EmailAddress::parse(text).map(|address| address.as_str().to_owned());
        assert_eq!(lower("Ada.LOVE@X.Test").as_deref(), Some("ada.love@x.test"));
        assert_eq!(lower("ÄİΣ@x.test").as_deref(), Some("äiσ@x.test"));
    }

    #[test]
    fn a_masked_address_keeps_its_domain() {
        let masked = |text: &str| EmailAddress::stored(text.to_owned()).masked();
        assert_eq!(masked("ab@x.test"), "a*****@x.test");
        assert_eq!(masked("abcdefgh@x.test"), "abc*****@x.test");
        assert_eq!(masked("longname@x.y"), "lon*****@x.y");
        assert_eq!(masked("@x.y"), "******@x.y");
        assert_eq!(format!("{:?}", EmailAddress::stored("ab@x.test".to_owned())), "a*****@x.test");
    }
}
