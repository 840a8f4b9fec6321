//! Addresses and passcodes.

use std::time::Duration;

use crate::choice::choice;
use crate::key::{Key, Kind};
use crate::settings::Reader;

const COUNT: Kind = Kind::Number { min: 0, max: 4_294_967_295 };

/// At least a second, at most a day.
const PASSCODE_SECONDS: Kind = Kind::Number { min: 1, max: 86_400 };

pub(crate) const KEYS: &[Key] = &[
    Key::rest("email.enabled", Kind::Bool, "true", "Accounts have addresses; off removes passcodes."),
    Key::rest("email.use_for_authentication", Kind::Bool, "true", "Passcodes log in; off removes them.")
        .variable("EMAIL_USEFORAUTHENTICATION"),
    Key::rest(
        "email.require_verification",
        Kind::Bool,
        "true",
        "An address belongs to nobody until a passcode proves it.",
    ),
    Key::rest("email.limit", COUNT, "5", "Most addresses of a user."),
    Key::rest("email.passcode_ttl", PASSCODE_SECONDS, "300", "How long a passcode is valid, at most a day.")
        .unit("seconds")
        .variable("EMAIL_PASSCODETTL"),
    Key::flow(
        "email.passcode_charset",
        Kind::Choice(PasscodeCharset::WORDS),
        "numeric",
        "Characters of passcodes: numeric, alphanumeric.",
    )
    .variable("EMAIL_PASSCODECHARSET"),
    Key::flow("email.max_length", COUNT, "120", "Longest address.")
        .unit("characters")
        .variable("EMAIL_MAXLENGTH"),
    Key::flow("email.optional", Kind::Bool, "false", "The address may be skipped."),
    Key::flow("email.acquire_on_login", Kind::Bool, "true", "Asks for an address at login."),
    Key::flow("email.acquire_on_registration", Kind::Bool, "true", "Asks for an address at registration."),
    Key::flow("email.use_as_login_identifier", Kind::Bool, "true", "Users log in by their address.")
        .variable("EMAIL_USEASLOGINIDENTIFIER"),
];

choice! {
    /// Characters of passcodes in flows; passcodes of the REST API are six digits.
    pub enum PasscodeCharset {
        /// Digits.
        #[default]
        Numeric = "numeric",
        /// Digits and letters.
        Alphanumeric = "alphanumeric",
    }
}

/// Addresses and passcodes.
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the contract")]
#[derive(Debug, Clone)]
pub struct Email {
    /// Whether accounts have addresses.
    pub enabled: bool,
    /// Whether passcodes log in.
    pub use_for_authentication: bool,
    /// Whether an address must be proved before it belongs to anybody.
    pub require_verification: bool,
    /// Most addresses of a user.
    pub limit: u32,
    /// Life of a passcode, in whole seconds from 1 to 86400.
    pub passcode_ttl: Duration,
    /// Flow API: characters of passcodes.
    pub passcode_charset: PasscodeCharset,
    /// Flow API: most characters of an address.
    pub max_length: u32,
    /// Flow API: whether the address may be skipped.
    pub optional: bool,
    /// Flow API: whether login asks for a missing address.
    pub acquire_on_login: bool,
    /// Flow API: whether registration asks for an address.
    pub acquire_on_registration: bool,
    /// Flow API: whether an address names the user at login.
    pub use_as_login_identifier: bool,
}

impl Email {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            enabled: reader.get("email.enabled"),
            use_for_authentication: reader.get("email.use_for_authentication"),
            require_verification: reader.get("email.require_verification"),
            limit: reader.get("email.limit"),
            passcode_ttl: Duration::from_secs(reader.get("email.passcode_ttl")),
            passcode_charset: passcode_charset(reader),
            max_length: reader.get("email.max_length"),
            optional: reader.get("email.optional"),
            acquire_on_login: reader.get("email.acquire_on_login"),
            acquire_on_registration: reader.get("email.acquire_on_registration"),
            use_as_login_identifier: reader.get("email.use_as_login_identifier"),
        }
    }
}

fn passcode_charset(reader: &mut Reader<'_>) -> PasscodeCharset {
    const PATH: &str = "email.passcode_charset";
    let text: Option<String> = reader.get(PATH);
    if text.is_none() {
        return PasscodeCharset::default();
    }
    reader.choice(PATH, |text| {
        format!(
            "failed to validate config: failed to validate email settings: invalid passcode_characters: {text} \
             (allowed: 'numeric', 'alphanumeric'): {PATH}"
        )
    })
}
