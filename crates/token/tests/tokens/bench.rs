//! Keys, made once, and tokens of every form.

use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use inkan_domain::email::EmailAddress;
use inkan_domain::fakes::{CountingRandom, FakeStorage, FixedClock, id, moment};
use inkan_domain::session::{EmailClaim, SessionClaims, SessionTokens as _, VerifiedClaims};
use inkan_domain::signing_key::{KeyFactory as _, StoredKey};
use inkan_domain::{Secret, SessionId, UserId};
use inkan_token::{
    JwkFactory, JwtSessionTokens, KeyAlgorithm, KeyEncryption, KeyRing, RsaKeySize, TokenSettings,
};
use josekit::jwk::Jwk;
use josekit::jws::{JwsSigner as _, RS256};
use serde_json::{Value, json};

pub(crate) const SECRET: &str = "a secret of sixteen bytes";

pub(crate) fn encryption(secrets: &[&str]) -> KeyEncryption {
    let secrets: Vec<_> = secrets.iter().map(|text| Secret::new((*text).to_owned())).collect();
    KeyEncryption::new(&secrets, Arc::new(CountingRandom::default())).unwrap()
}

/// Makes keys under the one secret.
pub(crate) fn factory(algorithm: KeyAlgorithm) -> JwkFactory {
    let random = Arc::new(CountingRandom::default());
    JwkFactory { algorithm, encryption: encryption(&[SECRET]), random }
}

/// Three encrypted keys of 2048 bits; they take long to make.
pub(crate) fn key_data(number: usize) -> String {
    static KEYS: OnceLock<Vec<String>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| {
        let factory = factory(KeyAlgorithm::Rs256(RsaKeySize::Bits2048));
        (0..3).map(|_| factory.generate().unwrap().key_data).collect()
    });
    keys.get(number).unwrap().clone()
}

/// The private JWK with this number.
pub(crate) fn jwk(number: usize) -> Jwk {
    Jwk::from_bytes(&*encryption(&[SECRET]).decrypt(&key_data(number)).unwrap()).unwrap()
}

pub(crate) fn kid(number: usize) -> String {
    jwk(number).key_id().unwrap().to_owned()
}

/// Row `id` with the key `number`, made so many seconds after the beginning.
pub(crate) fn row(id: i32, number: usize, seconds: i64) -> StoredKey {
    stored(id, key_data(number), seconds)
}

pub(crate) fn stored(id: i32, key_data: String, seconds: i64) -> StoredKey {
    let made = moment(seconds);
    StoredKey { row: Some(id), kid: None, key_data, created_at: made, signs_from: made }
}

pub(crate) struct Bench {
    pub(crate) storage: Arc<FakeStorage>,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) ring: Arc<KeyRing>,
    pub(crate) tokens: JwtSessionTokens,
}

pub(crate) fn bench(rows: Vec<StoredKey>, settings: TokenSettings) -> Bench {
    let storage = Arc::new(FakeStorage::default());
    storage.with(|state| state.signing_keys = rows);
    let clock = Arc::new(FixedClock::at(moment(0)));
    let ring = KeyRing::load(Arc::clone(&storage) as _, encryption(&[SECRET]), Arc::clone(&clock) as _);
    let ring = Arc::new(ring.unwrap());
    let tokens = JwtSessionTokens::new(Arc::clone(&ring), settings);
    Bench { storage, clock, ring, tokens }
}

/// One key, and the audience `localhost`.
pub(crate) fn plain_bench() -> Bench {
    bench(vec![row(1, 0, 0)], plain_settings())
}

pub(crate) fn plain_settings() -> TokenSettings {
    TokenSettings { audience: vec!["localhost".to_owned()], ..TokenSettings::default() }
}

impl Bench {
    pub(crate) fn verify(&self, token: &str) -> Option<VerifiedClaims> {
        self.tokens.verify(token, moment(10)).unwrap()
    }

    pub(crate) fn sign(&self) -> String {
        self.tokens.sign(&session()).unwrap().expose().to_owned()
    }
}

/// A session from the beginning on, for an hour.
pub(crate) fn session() -> SessionClaims {
    SessionClaims {
        user_id: UserId::new(id(1)),
        session_id: SessionId::new(id(2)),
        issued_at: moment(0) + TimeDelta::milliseconds(900),
        expires_at: moment(3600) + TimeDelta::milliseconds(900),
        email: Some(EmailClaim {
            address: EmailAddress::stored("a@inkan.test".to_owned()),
            is_primary: true,
            is_verified: true,
        }),
        status: None,
    }
}

/// The least that a session token says.
pub(crate) fn payload() -> Value {
    json!({
        "sub": id(1), "session_id": id(2),
        "iat": moment(0).timestamp(), "exp": moment(3600).timestamp(), "aud": ["localhost"],
    })
}

/// The same with other members; `null` takes one away.
pub(crate) fn payload_with(changes: Value) -> Value {
    with(payload(), changes)
}

pub(crate) fn header() -> Value {
    json!({ "alg": "RS256", "kid": kid(0), "typ": "JWT" })
}

pub(crate) fn header_with(changes: Value) -> Value {
    with(header(), changes)
}

fn with(mut value: Value, changes: Value) -> Value {
    let Value::Object(changes) = changes else { return value };
    let members = value.as_object_mut().unwrap();
    for (name, change) in changes {
        if change.is_null() {
            members.remove(&name);
        } else {
            members.insert(name, change);
        }
    }
    value
}

/// A token of exactly this header and payload, signed with the key `number`.
pub(crate) fn signed(number: usize, header: &Value, payload: &Value) -> String {
    signed_bytes(number, header.to_string().as_bytes(), payload.to_string().as_bytes())
}

pub(crate) fn signed_bytes(number: usize, header: &[u8], payload: &[u8]) -> String {
    let message = format!("{}.{}", encode(header), encode(payload));
    let signature = RS256.signer_from_jwk(&jwk(number)).unwrap().sign(message.as_bytes()).unwrap();
    format!("{message}.{}", encode(&signature))
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
