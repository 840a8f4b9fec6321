//! Keys of administrators in memory.

use uuid::Uuid;

use super::super::FakeState;
use crate::api_key::{ApiKey, ApiKeys, KeyDigest};
use crate::{Fault, Timestamp};

impl ApiKeys for FakeState {
    fn add(&mut self, key: &ApiKey) -> Result<bool, Fault> {
        let is_new = self.api_keys.iter().all(|known| known.name != key.name);
        if is_new {
            self.api_keys.push(key.clone());
        }
        Ok(is_new)
    }

    fn all(&mut self) -> Result<Vec<ApiKey>, Fault> {
        Ok(self.api_keys.clone())
    }

    fn find(&mut self, digest: &KeyDigest) -> Result<Option<ApiKey>, Fault> {
        Ok(self.api_keys.iter().find(|key| key.digest.is(digest)).cloned())
    }

    fn touch(&mut self, id: Uuid, now: Timestamp) -> Result<(), Fault> {
        if let Some(key) = self.api_keys.iter_mut().find(|key| key.id == id) {
            key.last_used_at = Some(now);
        }
        Ok(())
    }

    fn remove(&mut self, name: &str) -> Result<bool, Fault> {
        let before = self.api_keys.len();
        self.api_keys.retain(|key| key.name != name);
        Ok(self.api_keys.len() < before)
    }
}
