//! Signing keys, session tokens, status lists and the published JWK Set, and what else is sealed or hashed under
//! `secrets.keys`.

mod aead;
mod claims_template;
mod code_hasher;
mod derived_keys;
mod jwks;
mod key_algorithm;
mod key_encryption;
mod key_factory;
mod key_ring;
mod keys;
mod sealer;
mod session_signer;
mod session_tokens;
mod session_verifier;
mod signing_key;
mod status_list_tokens;

pub use claims_template::{ClaimsTemplate, TemplateUser};
pub use code_hasher::HmacCodeHasher;
pub use jwks::PublishedKeys;
pub use key_algorithm::{KeyAlgorithm, RsaKeySize};
pub use key_encryption::KeyEncryption;
pub use key_factory::{JwkFactory, private_jwk};
pub use key_ring::{KeyRing, KeyRingError};
pub use sealer::OutboxSealer;
pub use session_tokens::{JwtSessionTokens, TokenSettings};
pub use status_list_tokens::JwtStatusListTokens;
