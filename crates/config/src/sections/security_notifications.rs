//! Mails about changes of an account (Flow API).

use crate::key::{Key, Kind};
use crate::settings::Reader;

macro_rules! notification {
    ($name:literal, $odd:literal, $about:literal) => {
        Key::flow(
            concat!("security_notifications.notifications.", $name, ".enabled"),
            Kind::Bool,
            "true",
            concat!("Mail after ", $about, "."),
        )
        .variable(concat!("SECURITYNOTIFICATIONS_NOTIFICATIONS_", $odd, "_ENABLED"))
    };
}

pub(crate) const KEYS: &[Key] = &[
    notification!("password_update", "PASSWORDUPDATE", "a new password"),
    notification!("primary_email_update", "PRIMARYEMAILUPDATE", "a new primary address"),
    notification!("email_create", "EMAILCREATE", "a further address"),
    notification!("email_delete", "EMAILDELETE", "the removal of an address"),
    notification!("passkey_create", "PASSKEYCREATE", "a new passkey"),
    notification!("mfa_create", "MFACREATE", "a new second factor"),
    notification!("mfa_delete", "MFADELETE", "the removal of a second factor"),
];

/// Which changes are mailed (Flow API).
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the contract")]
#[derive(Debug, Clone)]
pub struct SecurityNotifications {
    /// A new password.
    pub password_update: bool,
    /// A new primary address.
    pub primary_email_update: bool,
    /// A further address.
    pub email_create: bool,
    /// The removal of an address.
    pub email_delete: bool,
    /// A new passkey.
    pub passkey_create: bool,
    /// A new second factor.
    pub mfa_create: bool,
    /// The removal of a second factor.
    pub mfa_delete: bool,
}

impl SecurityNotifications {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        let mut enabled =
            |name: &str| reader.get(&format!("security_notifications.notifications.{name}.enabled"));
        Self {
            password_update: enabled("password_update"),
            primary_email_update: enabled("primary_email_update"),
            email_create: enabled("email_create"),
            email_delete: enabled("email_delete"),
            passkey_create: enabled("passkey_create"),
            mfa_create: enabled("mfa_create"),
            mfa_delete: enabled("mfa_delete"),
        }
    }
}
