//! Rules for fields, and their messages (contract 1.5).

use inkan_domain::EmailId;
use inkan_domain::email::EmailAddress;
use uuid::Uuid;

use crate::error::ApiError;

/// What a field did wrong, as the client is told.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Violation(String);

impl Violation {
    /// The same entry stands twice in a list.
    pub(crate) fn not_unique(field: &str) -> Self {
        Self(format!("{field} entries are not unique"))
    }

    /// All of them as one, if there are any.
    pub(crate) fn joined(violations: Vec<Self>) -> Option<Self> {
        let texts: Vec<_> = violations.into_iter().map(|violation| violation.0).collect();
        (!texts.is_empty()).then(|| Self(texts.join(" and ")))
    }
}

impl From<Violation> for ApiError {
    fn from(violation: Violation) -> Self {
        Self::Invalid(violation.0)
    }
}

/// The field is there and not empty.
pub(crate) fn required(field: &str, value: Option<String>) -> Result<String, Violation> {
    value.filter(|value| !value.is_empty()).ok_or_else(|| Violation(format!("{field} is a required field")))
}

/// The field is an e-mail address.
pub(crate) fn email(field: &str, value: Option<String>) -> Result<EmailAddress, Violation> {
    let value = required(field, value)?;
    EmailAddress::parse(&value).ok_or_else(|| Violation(format!("{field} must be a valid email address")))
}

/// The field is a UUID of any version in lower case with dashes.
pub(crate) fn uuid(field: &str, value: Option<String>) -> Result<Uuid, Violation> {
    let value = required(field, value)?;
    parse_uuid(&value).ok_or_else(|| Violation(format!("{field} must be a valid uuid")))
}

/// The field is a UUID of version 4 in lower case with dashes.
pub(crate) fn uuid4(field: &str, value: Option<String>) -> Result<Uuid, Violation> {
    let value = required(field, value)?;
    let is_version_4 = |id: &Uuid| {
        let [.., seventh, _, ninth, _, _, _, _, _, _, _] = *id.as_bytes();
        seventh >> 4 == 4 && ninth >> 6 == 0b10
    };
    let id = parse_uuid(&value).filter(is_version_4);
    id.ok_or_else(|| Violation(format!("{field} must be a valid uuid4")))
}

/// A UUID in any of the forms that paths and `email_id` may have (contract 1.5); the domain knows them.
pub(crate) fn lenient_uuid(text: &str) -> Option<Uuid> {
    EmailId::parse_lenient(text).map(|id| id.as_uuid())
}

/// Both fields, or what both did wrong.
pub(crate) fn both<A, B>(
    first: Result<A, Violation>,
    second: Result<B, Violation>,
) -> Result<(A, B), Violation> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (Err(violation), Ok(_)) | (Ok(_), Err(violation)) => Err(violation),
        (Err(first), Err(second)) => Err(Violation(format!("{} and {}", first.0, second.0))),
    }
}

fn parse_uuid(text: &str) -> Option<Uuid> {
    let is_plain = text.len() == 36 && !text.bytes().any(|byte| byte.is_ascii_uppercase());
    is_plain.then(|| Uuid::try_parse(text).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::{Violation, both, email, required, uuid, uuid4};

    const ID: &str = "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b11";

    fn owned(text: &str) -> String {
        text.to_owned()
    }

    fn says(text: &str) -> Violation {
        Violation(text.to_owned())
    }

    #[test]
    fn an_absent_field_fails_only_the_first_rule() {
        assert_eq!(uuid("id", None), Err(says("id is a required field")));
        assert_eq!(email("email", Some(owned(""))), Err(says("email is a required field")));
        assert_eq!(required("code", Some(owned(" "))), Ok(" ".to_owned()));
    }

    #[test]
    fn a_uuid_has_one_spelling() {
        assert!(uuid("id", Some(owned(ID))).is_ok());
        assert!(uuid("id", Some(owned("00000000-0000-0000-0000-000000000000"))).is_ok());
        for text in [
            ID.to_uppercase(),
            ID.replace('-', ""),
            format!("{{{ID}}}"),
            format!("urn:uuid:{ID}"),
            format!(" {ID}"),
            ID.replace('0', "\0"),
            "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b1g".to_owned(),
            "0d8a5a6f070f3-4e3c-8f66-0a5c6f7e2b1-".to_owned(),
        ] {
            assert_eq!(uuid("id", Some(text)), Err(says("id must be a valid uuid")));
        }
    }

    #[test]
    fn version_4_is_told_by_two_digits() {
        assert!(uuid4("id", Some(owned(ID))).is_ok());
        for text in ["0d8a5a6f-70f3-1e3c-8f66-0a5c6f7e2b11", "0d8a5a6f-70f3-4e3c-cf66-0a5c6f7e2b11"] {
            assert_eq!(uuid4("id", Some(owned(text))), Err(says("id must be a valid uuid4")));
        }
    }

    #[test]
    fn u_0000_is_no_part_of_an_address() {
        assert_eq!(
            email("email", Some(owned("a\0@x.test"))),
            Err(says("email must be a valid email address"))
        );
    }

    #[test]
    fn violations_are_joined_in_order() {
        let joined = both(uuid4("id", Some(owned("x"))), required("code", None));
        assert_eq!(joined, Err(says("id must be a valid uuid4 and code is a required field")));
        assert_eq!(
            both(uuid4("id", Some(owned(ID))), required("code", None)),
            Err(says("code is a required field"))
        );
    }
}
