//! Port: private keys, which the domain only knows encrypted.

use super::StoredKey;
use crate::Fault;

/// A new private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedKey {
    /// What everybody may know of it.
    pub description: KeyDescription,
    /// The encrypted private JWK (contract 3.1).
    pub key_data: String,
}

/// What everybody may know of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyDescription {
    /// `kid`.
    pub kid: String,
    /// `alg` (RFC 7518 §3.1).
    pub algorithm: String,
    /// Whether the reference can sign with it, so that it may stand in `jwks`.
    pub is_of_reference: bool,
}

impl dyn KeyFactory {
    /// `kid` of a stored key, which has to be opened when it has no plan.
    pub(super) fn kid(&self, key: &StoredKey) -> Result<String, Fault> {
        key.kid.clone().map_or_else(|| Ok(self.describe(&key.key_data)?.kid), Ok)
    }
}

/// Makes signing keys and knows how they are encrypted.
pub trait KeyFactory: Send + Sync {
    /// Generates a private key and encrypts it for storage (contract 3.1). Takes long.
    ///
    /// # Errors
    /// When generation or encryption fails.
    fn generate(&self) -> Result<GeneratedKey, Fault>;

    /// Opens a stored key and tells what it is.
    ///
    /// # Errors
    /// When no secret opens it or it holds no key.
    fn describe(&self, key_data: &str) -> Result<KeyDescription, Fault>;

    /// The same key encrypted under the first secret; `None` when it is already.
    ///
    /// # Errors
    /// When no secret opens it.
    fn encrypt_anew(&self, key_data: &str) -> Result<Option<String>, Fault>;
}
