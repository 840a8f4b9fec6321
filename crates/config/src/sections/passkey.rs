//! Passkeys.

use super::Acquire;
use crate::choice::choice;
use crate::key::{Key, Kind};
use crate::settings::Reader;

const COUNT: Kind = Kind::Number { min: 0, max: 4_294_967_295 };
const ACQUIRE: Kind = Kind::OpenChoice { words: Acquire::WORDS, other: "always" };

pub(crate) const KEYS: &[Key] = &[
    Key::rest("passkey.enabled", Kind::Bool, "true", "Passkeys log in."),
    Key::rest(
        "passkey.user_verification",
        Kind::OpenChoice { words: UserVerification::WORDS, other: "preferred" },
        "preferred",
        "Verification by the authenticator: required, preferred, discouraged.",
    ),
    Key::rest(
        "passkey.attestation_preference",
        Kind::Text,
        "direct",
        "Attestation asked for: direct, indirect, none; empty leaves it out.",
    ),
    Key::flow("passkey.limit", COUNT, "10", "Most passkeys of a user."),
    Key::flow("passkey.optional", Kind::Bool, "true", "The passkey may be skipped."),
    Key::flow(
        "passkey.acquire_on_registration",
        ACQUIRE,
        "always",
        "Asks for a passkey at registration: always, conditional, never.",
    ),
    Key::flow(
        "passkey.acquire_on_login",
        ACQUIRE,
        "always",
        "Asks for a passkey at login: always, conditional, never.",
    ),
];

choice! {
    /// Whether the authenticator must verify the user (Web Authentication §5.8.6).
    pub enum UserVerification {
        /// If it can.
        #[default]
        Preferred = "preferred",
        /// It must.
        Required = "required",
        /// It need not.
        Discouraged = "discouraged",
    }
}

/// Passkeys.
#[derive(Debug, Clone)]
pub struct Passkey {
    /// Whether `/webauthn/*` exists.
    pub enabled: bool,
    /// Goes into the options; `Required` is enforced.
    pub user_verification: UserVerification,
    /// Goes into the creation options as it is (rest-webauthn.md §2); `None` leaves it out.
    pub attestation_preference: Option<String>,
    /// Flow API: most passkeys of a user.
    pub limit: u32,
    /// Flow API: whether the passkey may be skipped.
    pub optional: bool,
    /// Flow API: when registration asks for one.
    pub acquire_on_registration: Acquire,
    /// Flow API: when login asks for one.
    pub acquire_on_login: Acquire,
}

impl Passkey {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            enabled: reader.get("passkey.enabled"),
            user_verification: reader.get("passkey.user_verification"),
            attestation_preference: reader.get("passkey.attestation_preference"),
            limit: reader.get("passkey.limit"),
            optional: reader.get("passkey.optional"),
            acquire_on_registration: reader.get("passkey.acquire_on_registration"),
            acquire_on_login: reader.get("passkey.acquire_on_login"),
        }
    }
}
