//! How signing keys are made and encrypted for storage (contract 3.1).

use std::sync::Arc;

use inkan_domain::signing_key::{GeneratedKey, KeyDescription, KeyFactory};
use inkan_domain::{Fault, Random};
use josekit::JoseError;
use josekit::jwk::alg::ec::{EcCurve, EcKeyPair};
use josekit::jwk::alg::ed::{EdCurve, EdKeyPair};
use josekit::jwk::alg::rsa::RsaKeyPair;
use josekit::jwk::{Jwk, KeyPair as _};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::key_algorithm::{EDDSA, ES256, KeyAlgorithm, RS256};
use crate::key_encryption::KeyEncryption;
use crate::signing_key::SigningKey;

/// Makes keys of one algorithm; RSA keys have the public exponent 65537. Their randomness comes from OpenSSL's own
/// generator.
pub struct JwkFactory {
    /// What new keys are.
    pub algorithm: KeyAlgorithm,
    /// Encrypts them.
    pub encryption: KeyEncryption,
    /// For their ids.
    pub random: Arc<dyn Random>,
}

/// A new private JWK as JSON (RFC 7517, with `use` = `sig` and `alg`). Takes long for RSA.
///
/// # Errors
/// When no key can be made.
pub fn private_jwk(algorithm: KeyAlgorithm, kid: &str) -> Result<Zeroizing<String>, Fault> {
    let (mut jwk, name) = generate(algorithm).map_err(Fault::internal)?;
    jwk.set_key_use("sig");
    jwk.set_algorithm(name);
    jwk.set_key_id(kid);
    let members: serde_json::Map<String, Value> = jwk.into();
    serde_json::to_string(&members).map(Zeroizing::new).map_err(Fault::internal)
}

fn generate(algorithm: KeyAlgorithm) -> Result<(Jwk, &'static str), JoseError> {
    Ok(match algorithm {
        KeyAlgorithm::Rs256(size) => (RsaKeyPair::generate(size.bits())?.to_jwk_private_key(), RS256),
        KeyAlgorithm::Es256 => (EcKeyPair::generate(EcCurve::P256)?.to_jwk_key_pair(), ES256),
        KeyAlgorithm::EdDsa => (EdKeyPair::generate(EdCurve::Ed25519)?.to_jwk_key_pair(), EDDSA),
    })
}

impl KeyFactory for JwkFactory {
    fn generate(&self) -> Result<GeneratedKey, Fault> {
        let mut kid = [0; 16];
        self.random.fill(&mut kid)?;
        let kid = uuid::Builder::from_random_bytes(kid).into_uuid();
        let json = private_jwk(self.algorithm, &kid.hyphenated().to_string())?;
        let key_data = self.encryption.encrypt(json.as_bytes())?;
        Ok(GeneratedKey { description: self.describe(&key_data)?, key_data })
    }

    fn describe(&self, key_data: &str) -> Result<KeyDescription, Fault> {
        let json = self.open(key_data)?;
        let key = SigningKey::parse(&json).map_err(Fault::internal)?;
        Ok(KeyDescription {
            is_of_reference: key.algorithm == RS256,
            algorithm: key.algorithm.to_owned(),
            kid: key.kid,
        })
    }

    fn encrypt_anew(&self, key_data: &str) -> Result<Option<String>, Fault> {
        if self.encryption.is_current(key_data) {
            return Ok(None);
        }
        let json = self.open(key_data)?;
        self.encryption.encrypt(&json).map(Some)
    }
}

impl JwkFactory {
    fn open(&self, key_data: &str) -> Result<Zeroizing<Vec<u8>>, Fault> {
        let json = self.encryption.decrypt(key_data);
        json.ok_or_else(|| Fault::internal("secrets.keys do not open a stored signing key"))
    }
}
