//! Passwords.

use super::Acquire;
use crate::key::{Key, Kind};
use crate::settings::Reader;

const COUNT: Kind = Kind::Number { min: 0, max: 4_294_967_295 };

pub(crate) const KEYS: &[Key] = &[
    Key::rest(
        "password.enabled",
        Kind::Bool,
        "true",
        "Passwords log in (in the REST API only while mfa.enabled is off).",
    ),
    Key::rest("password.min_length", COUNT, "8", "Shortest password.").unit("characters"),
    Key::rest(
        "password.bcrypt_cost",
        Kind::Number { min: 10, max: 15 },
        "12",
        "Cost of new hashes; one more doubles the time. Hashes of a lower cost are renewed at login.",
    ),
    Key::flow("password.optional", Kind::Bool, "false", "The password may be skipped."),
    Key::flow("password.recovery", Kind::Bool, "true", "A forgotten password is reset by a passcode."),
    Key::flow(
        "password.acquire_on_registration",
        Kind::OpenChoice { words: Acquire::WORDS, other: "always" },
        "always",
        "Asks for a password at registration: always, conditional, never.",
    ),
    Key::flow(
        "password.acquire_on_login",
        Kind::OpenChoice { words: Acquire::WORDS, other: "never" },
        "never",
        "Asks for a password at login: always, conditional, never.",
    ),
];

/// Passwords.
#[derive(Debug, Clone)]
pub struct Password {
    /// Whether passwords log in.
    pub enabled: bool,
    /// Fewest characters.
    pub min_length: u32,
    /// Cost of new hashes: 2 to the power of this many rounds.
    pub bcrypt_cost: u32,
    /// Flow API: whether the password may be skipped.
    pub optional: bool,
    /// Flow API: whether a passcode resets it.
    pub recovery: bool,
    /// Flow API: when registration asks for one.
    pub acquire_on_registration: Acquire,
    /// Flow API: when login asks for one.
    pub acquire_on_login: Acquire,
}

impl Password {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            enabled: reader.get("password.enabled"),
            min_length: reader.get("password.min_length"),
            bcrypt_cost: reader.get("password.bcrypt_cost"),
            optional: reader.get("password.optional"),
            recovery: reader.get("password.recovery"),
            acquire_on_registration: reader.get("password.acquire_on_registration"),
            acquire_on_login: reader.get("password.acquire_on_login"),
        }
    }
}
