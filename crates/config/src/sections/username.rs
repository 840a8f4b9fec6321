//! User names (Flow API).

use crate::key::{Key, Kind};
use crate::settings::Reader;

const COUNT: Kind = Kind::Number { min: 0, max: 4_294_967_295 };

pub(crate) const KEYS: &[Key] = &[
    Key::flow("username.enabled", Kind::Bool, "false", "Accounts have user names."),
    Key::flow("username.min_length", COUNT, "3", "Shortest user name.").unit("characters"),
    Key::flow("username.max_length", COUNT, "32", "Longest user name.")
        .unit("characters")
        .variable("USERNAME_MAXLENGTH"),
    Key::flow("username.optional", Kind::Bool, "true", "The user name may be skipped."),
    Key::flow("username.acquire_on_login", Kind::Bool, "true", "Asks for a user name at login."),
    Key::flow(
        "username.acquire_on_registration",
        Kind::Bool,
        "true",
        "Asks for a user name at registration.",
    ),
    Key::flow("username.use_as_login_identifier", Kind::Bool, "true", "Users log in by their user name.")
        .variable("USERNAME_USEASLOGINIDENTIFIER"),
];

/// User names (Flow API).
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the contract")]
#[derive(Debug, Clone)]
pub struct Username {
    /// Whether accounts have one.
    pub enabled: bool,
    /// Fewest characters.
    pub min_length: u32,
    /// Most characters.
    pub max_length: u32,
    /// Whether it may be skipped.
    pub optional: bool,
    /// Whether login asks for a missing one.
    pub acquire_on_login: bool,
    /// Whether registration asks for one.
    pub acquire_on_registration: bool,
    /// Whether it names the user at login.
    pub use_as_login_identifier: bool,
}

impl Username {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            enabled: reader.get("username.enabled"),
            min_length: reader.get("username.min_length"),
            max_length: reader.get("username.max_length"),
            optional: reader.get("username.optional"),
            acquire_on_login: reader.get("username.acquire_on_login"),
            acquire_on_registration: reader.get("username.acquire_on_registration"),
            use_as_login_identifier: reader.get("username.use_as_login_identifier"),
        }
    }
}
