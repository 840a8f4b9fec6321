//! Signing keys in memory.

use super::super::FakeState;
use crate::Fault;
use crate::signing_key::{SigningKeys, StoredKey};

impl SigningKeys for FakeState {
    fn lock(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    fn all(&mut self) -> Result<Vec<StoredKey>, Fault> {
        let mut keys = self.signing_keys.clone();
        keys.sort_by_key(|key| key.id);
        Ok(keys)
    }

    fn add(&mut self, key: &StoredKey) -> Result<(), Fault> {
        self.signing_keys.push(key.clone());
        Ok(())
    }
}
