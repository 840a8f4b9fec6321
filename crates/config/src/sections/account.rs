//! What users may do with their account.

use crate::key::{Key, Kind};
use crate::settings::Reader;

pub(crate) const KEYS: &[Key] = &[
    Key::rest("account.allow_signup", Kind::Bool, "true", "Lets strangers make accounts.")
        .variable("ACCOUNT_ALLOWSIGNUP"),
    Key::rest("account.allow_deletion", Kind::Bool, "false", "Lets users delete their account.")
        .variable("ACCOUNT_ALLOWDELETION"),
];

/// What users may do with their account.
#[derive(Debug, Clone)]
pub struct Account {
    /// Whether strangers may make accounts.
    pub allow_signup: bool,
    /// Whether `DELETE /user` exists.
    pub allow_deletion: bool,
}

impl Account {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            allow_signup: reader.get("account.allow_signup"),
            allow_deletion: reader.get("account.allow_deletion"),
        }
    }
}
