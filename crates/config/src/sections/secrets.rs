//! Keys that protect what is stored.

use std::time::Duration;

use crate::key::{Key, Kind};
use crate::secret::Secret;
use crate::settings::Reader;

const FAULT: &str = "failed to validate config: failed to validate secrets";

/// Everybody knows it: the reference is published with it.
const PUBLIC_SECRET: &str = "abcedfghijklmnopqrstuvwxyz";

const SHORTEST_BYTES: usize = 16;
const KEY_SIZES: [u32; 3] = [2048, 3072, 4096];

pub(crate) const KEYS: &[Key] = &[
    Key::rest(
        "secrets.keys",
        Kind::Secrets,
        PUBLIC_SECRET,
        "Each at least 16 bytes. The first encrypts, every one is tried for decryption. Must be set.",
    ),
    Key::ops(
        "secrets.key_management.type",
        Kind::Choice(&["local"]),
        "local",
        "Where signing keys are kept.",
    )
    .variable("SECRETS_KEYMANAGEMENT_TYPE"),
    Key::ops("secrets.key_management.key_id", Kind::Text, "", "Only read: key of a key management service.")
        .variable("SECRETS_KEYMANAGEMENT_KEYID"),
    Key::ops(
        "secrets.key_management.region",
        Kind::Text,
        "",
        "Only read: region of a key management service.",
    )
    .variable("SECRETS_KEYMANAGEMENT_REGION"),
    Key::rest(
        "secrets.key_size",
        Kind::Number { min: 2048, max: 4096 },
        "2048",
        "Size of new RSA keys: 2048, 3072 or 4096.",
    )
    .unit("bits"),
    Key::ops(
        "secrets.key_algorithm",
        Kind::Choice(&["RS256", "ES256", "EdDSA"]),
        "RS256",
        "Algorithm of new signing keys; takes effect with the next rotation. The reference knows RS256 alone.",
    ),
    Key::ops(
        "secrets.rotation.interval",
        Kind::DurationOrZero,
        "0s",
        "How long a signing key signs before the next one does; 0s rotates by command only.",
    ),
    Key::ops(
        "secrets.jwks_max_age",
        Kind::Duration,
        "10m",
        "How long services may keep the JWK Set. A new key is published that much longer before it signs.",
    ),
];

/// How much longer than the JWK Set may be kept a key is published before it signs.
const LEAD: Duration = Duration::from_secs(30);

/// Shorter than this, keys would follow each other faster than services fetch them.
const LEAST_ROUNDS: u32 = 3;

/// Keys that protect what is stored.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// At least one, each of at least 16 bytes; the first encrypts.
    pub keys: Vec<Secret>,
    /// Bits of new RSA keys: 2048, 3072 or 4096.
    pub key_size: u32,
    /// Algorithm of new signing keys.
    pub key_algorithm: KeyAlgorithm,
    /// How long a key signs; `None` when keys are rotated by command only.
    pub rotation_interval: Option<Duration>,
    /// How long consumers may keep the JWK Set; whole seconds, at least one, at most a day.
    pub jwks_max_age: Duration,
}

/// Algorithm of signing keys (RFC 7518 §3.1, RFC 8037 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// RSA with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl Secrets {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        let interval: Duration = reader.get("secrets.rotation.interval");
        let secrets = Self {
            keys: reader.get("secrets.keys"),
            key_size: reader.get("secrets.key_size"),
            key_algorithm: key_algorithm(&reader.get::<String>("secrets.key_algorithm")),
            rotation_interval: (!interval.is_zero()).then_some(interval),
            jwks_max_age: reader.get("secrets.jwks_max_age"),
        };
        check_keys(reader, &secrets.keys);
        check_key_management(reader);
        reader.demand(KEY_SIZES.contains(&secrets.key_size), || {
            format!("secrets.key_size is {}, expected 2048, 3072 or 4096 (bits)", secrets.key_size)
        });
        check_rotation(reader, &secrets);
        secrets
    }
}

fn key_algorithm(name: &str) -> KeyAlgorithm {
    match name {
        "ES256" => KeyAlgorithm::Es256,
        "EdDSA" => KeyAlgorithm::EdDsa,
        _ => KeyAlgorithm::Rs256,
    }
}

fn check_rotation(reader: &mut Reader<'_>, secrets: &Secrets) {
    let kept = secrets.jwks_max_age;
    let is_whole = kept.subsec_nanos() == 0 && (1..=86_400).contains(&kept.as_secs());
    reader.demand(is_whole, || {
        format!("secrets.jwks_max_age is {kept:?}, expected whole seconds from 1s to 24h")
    });
    let least = (kept + LEAD).saturating_mul(LEAST_ROUNDS);
    reader.demand(secrets.rotation_interval.is_none_or(|interval| interval >= least), || {
        format!(
            "secrets.rotation.interval is too short for secrets.jwks_max_age: expected at least {}s, or 0s for \
             rotation by command only",
            least.as_secs()
        )
    });
}

fn check_keys(reader: &mut Reader<'_>, keys: &[Secret]) {
    reader.demand(!keys.is_empty(), || {
        format!("{FAULT}: at least one key must be defined: secrets.keys is empty, expected a list of texts")
    });
    for (index, key) in keys.iter().enumerate() {
        let length = key.expose().len();
        reader.demand(length >= SHORTEST_BYTES, || {
            format!(
                "failed to create jwk manager: secret Nr. {index} is too short. It is {length} but needs to be at \
                 least {SHORTEST_BYTES}: secrets.keys[{index}]"
            )
        });
    }
    let is_public = keys.iter().any(|key| key.expose() == PUBLIC_SECRET);
    reader.demand(reader.insecure_dev || !is_public, || {
        "secrets.keys holds the default secret, which is public: set secrets.keys in the file, or SECRETS_KEYS or \
         SECRETS_KEYS_FILE, to at least 16 random bytes (such as the output of `openssl rand -base64 32`), \
         or pass --insecure-dev for a try on your own machine"
            .to_owned()
    });
}

fn check_key_management(reader: &mut Reader<'_>) {
    let kind: String = reader.get("secrets.key_management.type");
    if kind == "aws_kms" {
        reader.problems.refuse(
            "secrets.key_management.type is \"aws_kms\", which is not supported: expected local, \
             where signing keys are kept in the database",
        );
    } else if kind != "local" {
        reader.problems.refuse(format!(
            "{FAULT}: unsupported key_management.type: {kind}: secrets.key_management.type must be local"
        ));
    }
}
