//! Signing keys that everybody can read.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::Fault;
use crate::signing_key::{GeneratedKey, KeyDescription, KeyFactory};

/// Makes keys that read `<secret>/<algorithm>/<kid>`; a kid is `key-<number>`.
#[derive(Debug)]
pub struct FakeKeyFactory {
    /// Names of the secrets.
    pub secrets: Vec<&'static str>,
    /// `alg` of new keys.
    pub algorithm: &'static str,
    /// How many keys were made.
    pub made: AtomicUsize,
}

impl Default for FakeKeyFactory {
    fn default() -> Self {
        Self { secrets: vec!["first"], algorithm: "RS256", made: AtomicUsize::new(0) }
    }
}

impl FakeKeyFactory {
    fn open<'data>(&self, key_data: &'data str) -> Result<(&'data str, &'data str, &'data str), Fault> {
        let mut parts = key_data.splitn(3, '/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(secret), Some(algorithm), Some(kid)) if self.secrets.contains(&secret) => {
                Ok((secret, algorithm, kid))
            }
            _ => Err(Fault::internal("no secret opens this key")),
        }
    }
}

impl KeyFactory for FakeKeyFactory {
    fn generate(&self) -> Result<GeneratedKey, Fault> {
        let (secret, algorithm) = (self.secrets.first().copied().unwrap_or_default(), self.algorithm);
        let kid = format!("key-{}", self.made.fetch_add(1, Ordering::Relaxed) + 1);
        let key_data = format!("{secret}/{algorithm}/{kid}");
        Ok(GeneratedKey { description: self.describe(&key_data)?, key_data })
    }

    fn describe(&self, key_data: &str) -> Result<KeyDescription, Fault> {
        let (_, algorithm, kid) = self.open(key_data)?;
        Ok(KeyDescription {
            kid: kid.to_owned(),
            algorithm: algorithm.to_owned(),
            is_of_reference: algorithm == "RS256",
        })
    }

    fn encrypt_anew(&self, key_data: &str) -> Result<Option<String>, Fault> {
        let (secret, algorithm, kid) = self.open(key_data)?;
        let first = self.secrets.first().copied().unwrap_or_default();
        Ok((secret != first).then(|| format!("{first}/{algorithm}/{kid}")))
    }
}
