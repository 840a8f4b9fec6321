//! Identifiers, one type a thing.

use uuid::Uuid;

use crate::{Fault, Random};

/// Makes a UUID version 4 (RFC 9562 §5.4) for a row whose id has no type of its own.
///
/// # Errors
/// When no randomness can be had.
pub fn random_uuid(random: &dyn Random) -> Result<Uuid, Fault> {
    let mut bytes = [0; 16];
    random.fill(&mut bytes)?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

macro_rules! identifier {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// Takes over an id that exists.
            #[must_use]
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// Makes a new id: UUID version 4 (RFC 9562 §5.4).
            ///
            /// # Errors
            /// When no randomness can be had.
            pub fn draw(random: &dyn Random) -> Result<Self, Fault> {
                random_uuid(random).map(Self)
            }

            /// The id as it is stored.
            #[must_use]
            pub const fn as_uuid(&self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.hyphenated().fmt(formatter)
            }
        }
    )+};
}

identifier! {
    /// Id of an account.
    UserId,
    /// Id of an e-mail address.
    EmailId,
    /// Id of a passcode.
    PasscodeId,
    /// Id of a session: the claim `session_id`.
    SessionId,
    /// Id of a message in the outbox.
    OutboxId,
}

impl EmailId {
    /// Reads a "lenient uuid" (contract 1.5): 32 hexadecimal digits, or 36 characters with dashes, either
    /// also in braces or after `urn:uuid:`, in any case.
    #[must_use]
    pub fn parse_lenient(text: &str) -> Option<Self> {
        let inner = text
            .strip_prefix("urn:uuid:")
            .or_else(|| text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')))
            .unwrap_or(text);
        if !matches!(inner.len(), 32 | 36) {
            return None;
        }
        Uuid::try_parse(inner).ok().map(Self)
    }

    /// Whether this is the nil UUID, which counts as absent.
    #[must_use]
    pub const fn is_nil(&self) -> bool {
        self.0.is_nil()
    }
}

#[cfg(test)]
mod tests {
    use super::EmailId;

    const PLAIN: &str = "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b11";

    #[test]
    fn every_lenient_form_is_the_same_id() {
        let wanted = EmailId::parse_lenient(PLAIN);
        assert!(wanted.is_some());
        let digits = PLAIN.replace('-', "");
        for form in [
            PLAIN.to_uppercase(),
            digits.clone(),
            format!("{{{PLAIN}}}"),
            format!("{{{digits}}}"),
            format!("urn:uuid:{PLAIN}"),
            format!("urn:uuid:{digits}"),
        ] {
            assert_eq!(EmailId::parse_lenient(&form), wanted, "{form}");
        }
    }

    #[test]
    fn anything_else_is_no_id() {
        for form in
            ["", "nope", " 0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b11", "0d8a5a6f70f34e3c8f660a5c6f7e2b1", "{}"]
        {
            assert_eq!(EmailId::parse_lenient(form), None, "{form}");
        }
    }
}
