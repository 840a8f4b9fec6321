//! How new signing keys are made (contract 3.1).

use std::sync::Arc;

use inkan_domain::signing_key::KeyFactory;
use inkan_domain::{Fault, Random};
use josekit::jwk::KeyPair as _;
use josekit::jwk::alg::rsa::RsaKeyPair;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::key_encryption::KeyEncryption;

/// Length of the modulus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RsaKeySize {
    /// 2048 bits: enough until 2030 (NIST SP 800-57 part 1, table 2).
    Bits2048,
    /// 3072 bits.
    Bits3072,
    /// 4096 bits, what the reference makes.
    #[default]
    Bits4096,
}

impl RsaKeySize {
    /// The size with so many bits; `None` when keys of that size are not made.
    #[must_use]
    pub const fn of_bits(bits: u32) -> Option<Self> {
        match bits {
            2048 => Some(Self::Bits2048),
            3072 => Some(Self::Bits3072),
            4096 => Some(Self::Bits4096),
            _ => None,
        }
    }

    const fn bits(self) -> u32 {
        match self {
            Self::Bits2048 => 2048,
            Self::Bits3072 => 3072,
            Self::Bits4096 => 4096,
        }
    }
}

/// Makes RSA keys with the public exponent 65537 for RS256. Their primes come from OpenSSL's own generator.
pub struct RsaKeyFactory {
    /// Size of new keys.
    pub size: RsaKeySize,
    /// Encrypts them.
    pub encryption: KeyEncryption,
    /// For their ids.
    pub random: Arc<dyn Random>,
}

/// A new private JWK as JSON (RFC 7517, with `use` = `sig` and `alg` = `RS256`). Takes long.
///
/// # Errors
/// When no key can be made.
pub fn private_jwk(size: RsaKeySize, kid: &str) -> Result<Zeroizing<String>, Fault> {
    let pair = RsaKeyPair::generate(size.bits()).map_err(Fault::internal)?;
    let mut jwk = pair.to_jwk_private_key();
    jwk.set_key_use("sig");
    jwk.set_algorithm("RS256");
    jwk.set_key_id(kid);
    let members: serde_json::Map<String, Value> = jwk.into();
    serde_json::to_string(&members).map(Zeroizing::new).map_err(Fault::internal)
}

impl KeyFactory for RsaKeyFactory {
    fn generate(&self) -> Result<String, Fault> {
        let mut kid = [0; 16];
        self.random.fill(&mut kid)?;
        let kid = uuid::Builder::from_random_bytes(kid).into_uuid();
        let json = private_jwk(self.size, &kid.hyphenated().to_string())?;
        self.encryption.encrypt(json.as_bytes())
    }
}
