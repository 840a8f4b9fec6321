//! How private keys are encrypted in the table of signing keys (contract 3.1).

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use inkan_domain::{Fault, Random, Secret};
use openssl::sha::sha256;
use zeroize::Zeroizing;

use crate::aead::{self, Key};

/// Encrypts with the first secret and decrypts with whichever fits.
#[derive(Clone)]
pub struct KeyEncryption {
    first: Key,
    others: Arc<[Key]>,
    random: Arc<dyn Random>,
}

impl KeyEncryption {
    /// Takes `secrets.keys` in their order.
    ///
    /// # Errors
    /// When there is no secret.
    pub fn new(secrets: &[Secret], random: Arc<dyn Random>) -> Result<Self, Fault> {
        let mut keys = secrets.iter().map(|secret| Zeroizing::new(sha256(secret.expose().as_bytes())));
        let first = keys.next().ok_or_else(|| Fault::internal("secrets.keys is empty"))?;
        Ok(Self { first, others: keys.collect(), random })
    }

    /// Base64url with padding of `nonce ‖ cipher text ‖ tag`.
    ///
    /// # Errors
    /// When no randomness can be had.
    pub fn encrypt(&self, plain: &[u8]) -> Result<String, Fault> {
        let mut nonce = [0; aead::NONCE];
        self.random.fill(&mut nonce)?;
        Ok(URL_SAFE.encode(aead::seal(&self.first, nonce, plain)?))
    }

    /// Whether this was encrypted under the first secret.
    #[must_use]
    pub fn is_current(&self, text: &str) -> bool {
        let sealed = URL_SAFE.decode(text).ok();
        sealed.is_some_and(|sealed| aead::open(std::iter::once(&self.first), &sealed).is_some())
    }

    /// What was encrypted under one of the secrets; `None` when none of them fits or the text is damaged.
    #[must_use]
    pub fn decrypt(&self, text: &str) -> Option<Zeroizing<Vec<u8>>> {
        let sealed = URL_SAFE.decode(text).ok()?;
        aead::open(std::iter::once(&self.first).chain(self.others.iter()), &sealed)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use inkan_domain::Secret;
    use inkan_domain::fakes::{CountingRandom, ScriptedRandom};

    use super::KeyEncryption;

    /// Made by python's `cryptography`: `AESGCM(sha256(b"a secret of sixteen bytes").digest())` with the nonce
    /// 00 01 … 0b and the text `{"kty":"RSA"}`.
    const KNOWN: &str = "AAECAwQFBgcICQoLCnrzk9xqRCCcpwGfGFR7nWYYNQkHhhNtKkzXw-o=";

    fn encryption(secrets: &[&str]) -> KeyEncryption {
        let secrets: Vec<_> = secrets.iter().map(|text| Secret::new((*text).to_owned())).collect();
        KeyEncryption::new(&secrets, Arc::new(CountingRandom::default())).unwrap()
    }

    #[test]
    fn a_known_text_is_encrypted_as_another_library_does() {
        let secret = Secret::new("a secret of sixteen bytes".to_owned());
        let random = Arc::new(ScriptedRandom::new((0..12).collect()));
        let encryption = KeyEncryption::new(&[secret], random).unwrap();
        assert_eq!(encryption.encrypt(br#"{"kty":"RSA"}"#).unwrap(), KNOWN);
        assert_eq!(encryption.decrypt(KNOWN).unwrap().as_slice(), br#"{"kty":"RSA"}"#);
    }

    #[test]
    fn the_first_secret_encrypts_and_every_secret_decrypts() {
        let old = encryption(&["the old secret"]).encrypt(b"text").unwrap();
        let both = encryption(&["the new secret", "the old secret"]);
        assert_eq!(both.decrypt(&old).unwrap().as_slice(), b"text");
        let new = both.encrypt(b"text").unwrap();
        assert_eq!(encryption(&["the new secret"]).decrypt(&new).unwrap().as_slice(), b"text");
        assert!(encryption(&["the old secret"]).decrypt(&new).is_none());
        assert!(both.is_current(&new) && !both.is_current(&old) && !both.is_current("damaged"));
    }

    #[test]
    fn damaged_and_foreign_texts_do_not_decrypt() {
        let encryption = encryption(&["a secret of sixteen bytes"]);
        let unpadded = KNOWN.trim_end_matches('=');
        let flipped = KNOWN.replacen('A', "B", 1);
        for text in ["", "AAAA", "not base64", unpadded, &flipped, &KNOWN[4..]] {
            assert!(encryption.decrypt(text).is_none(), "{text}");
        }
    }

    #[test]
    fn without_a_secret_there_is_no_encryption() {
        assert!(KeyEncryption::new(&[], Arc::new(CountingRandom::default())).is_err());
    }
}
