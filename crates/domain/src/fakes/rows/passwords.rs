//! Passwords in memory.

use uuid::Uuid;

use super::super::FakeState;
use crate::password::{PasswordHash, Passwords};
use crate::{Fault, Timestamp, UserId};

impl Passwords for FakeState {
    fn find(&mut self, user_id: UserId) -> Result<Option<PasswordHash>, Fault> {
        Ok(self.passwords.get(&user_id).cloned())
    }

    fn set(
        &mut self,
        user_id: UserId,
        hash: &PasswordHash,
        _id: Uuid,
        _now: Timestamp,
    ) -> Result<bool, Fault> {
        Ok(self.passwords.insert(user_id, hash.clone()).is_none())
    }

    fn replace(
        &mut self,
        user_id: UserId,
        old: &PasswordHash,
        new: &PasswordHash,
        _now: Timestamp,
    ) -> Result<(), Fault> {
        if let Some(hash) = self.passwords.get_mut(&user_id).filter(|hash| *hash == old) {
            *hash = new.clone();
        }
        Ok(())
    }
}
