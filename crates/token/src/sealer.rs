//! How messages in the outbox are sealed: they hold codes.

use std::sync::Arc;

use inkan_domain::outbox::Sealer;
use inkan_domain::{Fault, Random, Secret};
use zeroize::Zeroizing;

use crate::aead::{self, Key};
use crate::derived_keys::derive_all;

/// Seals with the first secret and opens with whichever fits.
pub struct OutboxSealer {
    keys: Vec<Key>,
    random: Arc<dyn Random>,
}

impl OutboxSealer {
    /// Derives a key of its own from each of `secrets.keys`.
    ///
    /// # Errors
    /// When there is no secret.
    pub fn new(secrets: &[Secret], random: Arc<dyn Random>) -> Result<Self, Fault> {
        Ok(Self { keys: derive_all(secrets, "inkan outbox v1")?, random })
    }
}

impl Sealer for OutboxSealer {
    fn seal(&self, plain: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut nonce = [0; aead::NONCE];
        self.random.fill(&mut nonce)?;
        let key = self.keys.first().ok_or_else(|| Fault::internal("no key to seal with"))?;
        aead::seal(key, nonce, plain)
    }

    fn is_current(&self, sealed: &[u8]) -> Result<bool, Fault> {
        Ok(aead::open(self.keys.first(), sealed).is_some())
    }

    fn open(&self, sealed: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
        Ok(aead::open(&self.keys, sealed))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use inkan_domain::Secret;
    use inkan_domain::fakes::{CountingRandom, ScriptedRandom};
    use inkan_domain::outbox::Sealer as _;

    use super::OutboxSealer;

    fn sealer(secrets: &[&str]) -> OutboxSealer {
        let secrets: Vec<_> = secrets.iter().map(|text| Secret::new((*text).to_owned())).collect();
        OutboxSealer::new(&secrets, Arc::new(CountingRandom::default())).unwrap()
    }

    /// The other library is python's `cryptography`: HKDF(SHA256, 32, None, b"inkan outbox v1") and AESGCM.
    #[test]
    fn a_known_payload_is_sealed_as_another_library_does() {
        let secret = Secret::new("a secret of sixteen bytes".to_owned());
        let random = Arc::new(ScriptedRandom::new((0..12).collect()));
        let sealed = OutboxSealer::new(&[secret], random).unwrap().seal(b"payload").unwrap();
        assert_eq!(STANDARD.encode(sealed), "AAECAwQFBgcICQoLkNNoHcE1O+47sYrvdhe8hNDEpckdIkc=");
    }

    #[test]
    fn the_first_secret_seals_and_every_secret_opens() {
        let old = sealer(&["the old secret"]).seal(b"code").unwrap();
        let both = sealer(&["the new secret", "the old secret"]);
        assert_eq!(both.open(&old).unwrap().unwrap().as_slice(), b"code");
        let new = both.seal(b"code").unwrap();
        assert_eq!(sealer(&["the new secret"]).open(&new).unwrap().unwrap().as_slice(), b"code");
        assert_eq!(sealer(&["the old secret"]).open(&new).unwrap(), None);
        assert_eq!([&old, &new].map(|sealed| both.is_current(sealed).unwrap()), [false, true]);
    }

    #[test]
    fn what_was_changed_does_not_open() {
        let sealer = sealer(&["a secret"]);
        let mut payload = sealer.seal(b"code").unwrap();
        payload[14] ^= 1;
        assert_eq!(sealer.open(&payload).unwrap(), None);
        assert_eq!(sealer.open(&payload[..27]).unwrap(), None);
        assert_eq!(sealer.open(b"").unwrap(), None);
    }
}
