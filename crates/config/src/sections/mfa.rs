//! Second factors.

use std::time::Duration;

use super::UserVerification;
use crate::choice::choice;
use crate::key::{Key, Kind};
use crate::settings::Reader;

const COUNT: Kind = Kind::Number { min: 0, max: 4_294_967_295 };

pub(crate) const KEYS: &[Key] = &[
    Key::rest(
        "mfa.enabled",
        Kind::Bool,
        "false",
        "Second factors; on removes passwords and passcodes from the REST API. Must be set when accounts already have second factors.",
    ),
    Key::rest("mfa.totp.enabled", Kind::Bool, "true", "One-time codes of authenticator apps."),
    Key::rest("mfa.security_keys.enabled", Kind::Bool, "true", "Security keys as a second factor.")
        .variable("MFA_SECURITYKEYS_ENABLED"),
    Key::flow("mfa.acquire_on_login", Kind::Bool, "false", "Asks for a second factor at login.")
        .variable("MFA_ACQUIREONLOGIN"),
    Key::flow("mfa.acquire_on_registration", Kind::Bool, "true", "Asks for a second factor at registration.")
        .variable("MFA_ACQUIREONREGISTRATION"),
    Key::flow("mfa.optional", Kind::Bool, "true", "The second factor may be skipped."),
    Key::flow(
        "mfa.device_trust_cookie_name",
        Kind::Text,
        "hanko-device-token",
        "Cookie of a trusted device.",
    )
    .variable("MFA_DEVICETRUSTCOOKIENAME"),
    Key::flow("mfa.device_trust_duration", Kind::DurationOrZero, "720h", "How long a device stays trusted.")
        .variable("MFA_DEVICETRUSTDURATION"),
    Key::flow("mfa.device_trust_max_users_per_device", COUNT, "20", "Most users that trust one device.")
        .variable("MFA_DEVICETRUSTMAXUSERSPERDEVICE"),
    Key::flow(
        "mfa.device_trust_policy",
        Kind::OpenChoice { words: DeviceTrustPolicy::WORDS, other: "prompt" },
        "prompt",
        "Whether devices are trusted: always, prompt, never.",
    ),
    Key::flow(
        "mfa.security_keys.attestation_preference",
        Kind::Text,
        "direct",
        "Attestation asked for: direct, indirect, none.",
    )
    .variable("MFA_SECURITYKEYS_ATTESTATION_PREFERENCE"),
    Key::flow(
        "mfa.security_keys.authenticator_attachment",
        Kind::Text,
        "cross-platform",
        "Kind of authenticator: cross-platform, platform, no_preference.",
    )
    .variable("MFA_SECURITYKEYS_AUTHENTICATOR_ATTACHMENT"),
    Key::flow("mfa.security_keys.limit", COUNT, "10", "Most security keys of a user.")
        .variable("MFA_SECURITYKEYS_LIMIT"),
    Key::flow(
        "mfa.security_keys.user_verification",
        Kind::OpenChoice { words: UserVerification::WORDS, other: "discouraged" },
        "discouraged",
        "Verification by the authenticator: required, preferred, discouraged.",
    )
    .variable("MFA_SECURITYKEYS_USER_VERIFICATION"),
];

choice! {
    /// Whether a device may be spared the second factor.
    pub enum DeviceTrustPolicy {
        /// As the user chooses.
        #[default]
        Prompt = "prompt",
        /// After every second factor.
        Always = "always",
        /// Not at all.
        Never = "never",
    }
}

/// Second factors.
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the contract")]
#[derive(Debug, Clone)]
pub struct Mfa {
    enabled: bool,
    is_explicit: bool,
    /// Whether one-time codes are offered.
    pub totp_enabled: bool,
    /// Security keys as a second factor.
    pub security_keys: SecurityKeys,
    /// Flow API: whether login asks for one.
    pub acquire_on_login: bool,
    /// Flow API: whether registration asks for one.
    pub acquire_on_registration: bool,
    /// Flow API: whether it may be skipped.
    pub optional: bool,
    /// Flow API: devices that are spared it.
    pub device_trust: DeviceTrust,
}

/// Security keys.
#[derive(Debug, Clone)]
pub struct SecurityKeys {
    /// Whether they are offered.
    pub enabled: bool,
    /// Flow API: goes into the creation options as it is.
    pub attestation_preference: String,
    /// Flow API: goes into the creation options as it is.
    pub authenticator_attachment: String,
    /// Flow API: most keys of a user.
    pub limit: u32,
    /// Flow API: goes into the options.
    pub user_verification: UserVerification,
}

/// Devices that are spared the second factor (Flow API).
#[derive(Debug, Clone)]
pub struct DeviceTrust {
    /// Name of the cookie.
    pub cookie_name: String,
    /// Life of the trust.
    pub duration: Duration,
    /// Most users of one device.
    pub max_users_per_device: u32,
    /// Whether at all.
    pub policy: DeviceTrustPolicy,
}

impl Mfa {
    /// Whether second factors are in use; off unless set.
    #[must_use]
    pub const fn enabled(&self) -> bool {
        self.enabled
    }

    /// Whether `mfa.enabled` was set at all, which a database with second factors demands.
    #[must_use]
    pub const fn is_explicit(&self) -> bool {
        self.is_explicit
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            enabled: reader.get("mfa.enabled"),
            is_explicit: reader.settings.is_set("mfa.enabled"),
            totp_enabled: reader.get("mfa.totp.enabled"),
            security_keys: SecurityKeys::read(reader),
            acquire_on_login: reader.get("mfa.acquire_on_login"),
            acquire_on_registration: reader.get("mfa.acquire_on_registration"),
            optional: reader.get("mfa.optional"),
            device_trust: DeviceTrust::read(reader),
        }
    }
}

impl SecurityKeys {
    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            enabled: reader.get("mfa.security_keys.enabled"),
            attestation_preference: reader.get("mfa.security_keys.attestation_preference"),
            authenticator_attachment: reader.get("mfa.security_keys.authenticator_attachment"),
            limit: reader.get("mfa.security_keys.limit"),
            user_verification: reader.get("mfa.security_keys.user_verification"),
        }
    }
}

impl DeviceTrust {
    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            cookie_name: reader.get("mfa.device_trust_cookie_name"),
            duration: reader.get("mfa.device_trust_duration"),
            max_users_per_device: reader.get("mfa.device_trust_max_users_per_device"),
            policy: reader.get("mfa.device_trust_policy"),
        }
    }
}
