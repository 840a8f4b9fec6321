//! What flows tell about accounts (Flow API).

use crate::key::{Key, Kind};
use crate::settings::Reader;

pub(crate) const KEYS: &[Key] = &[
    Key::flow(
        "privacy.show_account_existence_hints",
        Kind::Bool,
        "false",
        "Error texts tell whether an account exists.",
    ),
    Key::flow(
        "privacy.only_show_actual_login_methods",
        Kind::Bool,
        "false",
        "Offers only what the account can log in by.",
    ),
];

/// What flows tell about accounts (Flow API).
#[derive(Debug, Clone)]
pub struct Privacy {
    /// Whether error texts tell that an account exists.
    pub show_account_existence_hints: bool,
    /// Whether only the account's own ways to log in are offered.
    pub only_show_actual_login_methods: bool,
}

impl Privacy {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            show_account_existence_hints: reader.get("privacy.show_account_existence_hints"),
            only_show_actual_login_methods: reader.get("privacy.only_show_actual_login_methods"),
        }
    }
}
