//! Use case: the keys that must be there at start.

use std::sync::Arc;

use super::{GeneratedKey, KeyFactory, RotationPolicy, SigningKeys, StoredKey};
use crate::{Clock, Fault, Storage};

/// Makes sure that for every secret i a key with number i exists or existed (contract 3.1, B-24).
pub struct EnsureSigningKeys {
    /// Where keys are.
    pub storage: Arc<dyn Storage>,
    /// Makes keys.
    pub factory: Arc<dyn KeyFactory>,
    /// Stamps keys.
    pub clock: Arc<dyn Clock>,
    /// How long a key that joins others is published before it signs.
    pub policy: RotationPolicy,
    /// Number of secrets.
    pub secrets: i32,
}

impl EnsureSigningKeys {
    /// Makes the keys that are missing; of several processes at once, one makes each. The first keys sign at
    /// once, later ones when every consumer has seen them. Returns how many this process made.
    ///
    /// # Errors
    /// When the storage or the factory fails.
    pub fn execute(&self) -> Result<usize, Fault> {
        let missing = self.missing(self.storage.direct()?.signing_keys())?;
        if missing.is_empty() {
            return Ok(0);
        }
        let made = missing.iter().map(|_| self.factory.generate()).collect::<Result<Vec<_>, _>>()?;
        let mut work = self.storage.begin()?;
        let keys = work.signing_keys();
        keys.lock()?;
        let still_missing = self.missing(keys)?;
        let are_first = keys.all()?.is_empty();
        for (row, key) in still_missing.iter().zip(made) {
            keys.add(&self.stored(*row, key, are_first))?;
        }
        work.commit()?;
        Ok(still_missing.len())
    }

    fn stored(&self, row: i32, key: GeneratedKey, is_first: bool) -> StoredKey {
        let now = self.clock.now();
        let is_of_reference = key.description.is_of_reference;
        StoredKey {
            row: is_of_reference.then_some(row),
            kid: (!is_first || !is_of_reference).then_some(key.description.kid),
            key_data: key.key_data,
            created_at: now,
            signs_from: if is_first { now } else { now + self.policy.lead() },
        }
    }

    /// Numbers without a key; a key outside `jwks` stands for one of them.
    fn missing(&self, keys: &mut dyn SigningKeys) -> Result<Vec<i32>, Fault> {
        let mut rows: Vec<Option<i32>> = keys.all()?.into_iter().map(|key| key.row).collect();
        rows.extend(keys.gone()?.into_iter().map(|key| key.row));
        let outside = rows.iter().filter(|row| row.is_none()).count();
        let mut missing: Vec<i32> = (1..=self.secrets).filter(|row| !rows.contains(&Some(*row))).collect();
        missing.truncate(missing.len().saturating_sub(outside));
        Ok(missing)
    }
}
