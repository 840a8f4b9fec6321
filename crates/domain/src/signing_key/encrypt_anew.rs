//! Use case: what older secrets encrypted is encrypted under the first one.

use std::sync::Arc;

use super::KeyFactory;
use crate::{Clock, Fault, OutboxId, Storage, Timestamp};

/// What was encrypted anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EncryptedAnew {
    /// Signing keys.
    pub signing_keys: u64,
    /// Messages in the outbox.
    pub messages: u64,
    /// When the last open passcode ends. Its code was hashed under a secret of its time and cannot be hashed
    /// anew; `None` when none is open.
    pub passcodes_until: Option<Timestamp>,
}

/// Encrypts anew. May be stopped at any moment and executed again.
pub struct EncryptAnew {
    /// Where things are.
    pub storage: Arc<dyn Storage>,
    /// Encrypts signing keys.
    pub factory: Arc<dyn KeyFactory>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl EncryptAnew {
    /// Messages in one unit of work.
    const BATCH: u32 = 200;

    /// Goes through everything that is stored encrypted.
    ///
    /// # Errors
    /// When the storage fails, or a key opens under no secret; what was done before stays done.
    pub fn execute(&self) -> Result<EncryptedAnew, Fault> {
        let signing_keys = self.signing_keys()?;
        let messages = self.messages()?;
        let now = self.clock.now();
        let passcodes_until = self.storage.direct()?.passcodes().last_end()?.filter(|end| *end > now);
        Ok(EncryptedAnew { signing_keys, messages, passcodes_until })
    }

    fn signing_keys(&self) -> Result<u64, Fault> {
        let keys = self.storage.direct()?.signing_keys().all()?;
        let mut changed = 0;
        for key in keys {
            if let Some(key_data) = self.factory.encrypt_anew(&key.key_data)? {
                changed += u64::from(self.storage.direct()?.signing_keys().replace_data(&key, &key_data)?);
            }
        }
        Ok(changed)
    }

    fn messages(&self) -> Result<u64, Fault> {
        let mut changed = 0;
        let mut after: Option<OutboxId> = None;
        loop {
            let mut work = self.storage.begin()?;
            let batch = work.outbox().seal_anew(after, Self::BATCH)?;
            work.commit()?;
            changed += batch.changed;
            match batch.last {
                Some(last) => after = Some(last),
                None => return Ok(changed),
            }
        }
    }
}
