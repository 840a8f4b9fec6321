//! The relying party of Web Authentication.

use std::time::Duration;

use super::UserVerification;
use crate::key::{Key, Kind};
use crate::settings::Reader;

const FAULT: &str = "failed to post process config: failed to post process webauthn settings: error occurred \
                     validating the configuration";
const MILLISECONDS: Kind = Kind::Number { min: 0, max: 4_294_967_295 };

/// What the reference makes of a timeout of 0 (rest-webauthn.md §2).
const TIMEOUT_FOR_ZERO: Duration = Duration::from_secs(300);

pub(crate) const KEYS: &[Key] = &[
    Key::rest("webauthn.relying_party.id", Kind::Text, "localhost", "Domain that passkeys belong to."),
    Key::rest(
        "webauthn.relying_party.display_name",
        Kind::Text,
        "Hanko Authentication Service",
        "Name that authenticators show.",
    ),
    Key::rest("webauthn.relying_party.icon", Kind::Text, "", "Only read."),
    Key::rest(
        "webauthn.relying_party.origins",
        Kind::Texts,
        "http://localhost:8888",
        "Origins whose answers are accepted, at least one.",
    ),
    Key::rest(
        "webauthn.timeouts.registration",
        MILLISECONDS,
        "600000",
        "Time to register a passkey; 0 for 300000.",
    )
    .unit("milliseconds"),
    Key::rest(
        "webauthn.timeouts.login",
        MILLISECONDS,
        "600000",
        "Time to log in by a passkey; 0 for 300000.",
    )
    .unit("milliseconds"),
];

/// Web Authentication.
#[derive(Debug, Clone)]
pub struct Webauthn {
    /// Domain that passkeys belong to; also the fallback of `session.audience`.
    pub relying_party_id: String,
    /// Name that authenticators show.
    pub relying_party_name: String,
    /// Accepted origins, at least one.
    pub origins: Vec<String>,
    /// Life of a registration challenge.
    pub registration_timeout: Duration,
    /// Life of a login challenge.
    pub login_timeout: Duration,
}

impl Webauthn {
    /// The checks that the reference makes before all others.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        let webauthn = Self {
            relying_party_id: reader.get("webauthn.relying_party.id"),
            relying_party_name: reader.get("webauthn.relying_party.display_name"),
            origins: reader.get("webauthn.relying_party.origins"),
            registration_timeout: timeout(reader.get("webauthn.timeouts.registration")),
            login_timeout: timeout(reader.get("webauthn.timeouts.login")),
        };
        reader.demand(!webauthn.relying_party_id.trim().is_empty(), || {
            format!("{FAULT}: webauthn.relying_party.id is empty, expected a domain")
        });
        reader.demand(!webauthn.relying_party_name.trim().is_empty(), || {
            format!("{FAULT}: webauthn.relying_party.display_name is empty, expected a text")
        });
        reader.demand(!webauthn.origins.is_empty(), || {
            format!(
                "{FAULT}: must provide at least one value to the 'RPOrigins' field: \
                 webauthn.relying_party.origins is empty"
            )
        });
        webauthn
    }

    /// The deprecated key is checked even where it has no effect.
    pub(crate) fn check_deprecated(reader: &mut Reader<'_>) {
        let text: String = reader.get("webauthn.user_verification");
        let is_known = UserVerification::WORDS.contains(&text.to_lowercase().as_str());
        reader.demand(is_known, || {
            format!(
                "failed to validate config: failed to validate webauthn settings: expected user_verification to be \
                 one of [required, preferred, discouraged], got: '{text}': webauthn.user_verification"
            )
        });
    }
}

fn timeout(milliseconds: u64) -> Duration {
    if milliseconds == 0 { TIMEOUT_FOR_ZERO } else { Duration::from_millis(milliseconds) }
}
