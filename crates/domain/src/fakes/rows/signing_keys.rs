//! Signing keys in memory.

use super::super::FakeState;
use crate::signing_key::{GoneKey, SigningKeys, StoredKey};
use crate::{Fault, Timestamp};

impl SigningKeys for FakeState {
    fn lock(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    fn all(&mut self) -> Result<Vec<StoredKey>, Fault> {
        let mut keys = self.signing_keys.clone();
        keys.sort_by_key(|key| (key.row.is_none(), key.row, key.created_at, key.kid.clone()));
        Ok(keys)
    }

    fn of_reference(&mut self) -> Result<Vec<StoredKey>, Fault> {
        let rows = self.all()?.into_iter().filter(|key| key.row.is_some());
        Ok(rows.map(|key| StoredKey { kid: None, signs_from: key.created_at, ..key }).collect())
    }

    fn gone(&mut self) -> Result<Vec<GoneKey>, Fault> {
        let mut keys = self.gone_keys.clone();
        keys.sort_by_key(|key| key.created_at);
        Ok(keys)
    }

    fn add(&mut self, key: &StoredKey) -> Result<(), Fault> {
        self.signing_keys.push(key.clone());
        Ok(())
    }

    fn sign_from(&mut self, kid: &str, signs_from: Timestamp) -> Result<(), Fault> {
        for key in self.signing_keys.iter_mut().filter(|key| key.kid.as_deref() == Some(kid)) {
            key.signs_from = signs_from;
        }
        Ok(())
    }

    fn remove(&mut self, gone: &GoneKey) -> Result<(), Fault> {
        self.signing_keys.retain(|key| match key.row {
            Some(row) => gone.row != Some(row),
            None => key.kid.as_deref() != Some(gone.kid.as_str()),
        });
        self.gone_keys.push(gone.clone());
        Ok(())
    }

    fn replace_data(&mut self, key: &StoredKey, key_data: &str) -> Result<bool, Fault> {
        let stored = self.signing_keys.iter_mut().find(|stored| *stored == key);
        Ok(stored.map(|stored| key_data.clone_into(&mut stored.key_data)).is_some())
    }
}
