//! Addresses in memory.

use uuid::Uuid;

use super::super::FakeState;
use crate::email::{Email, EmailAddress, Emails, NewEmail};
use crate::{EmailId, Fault, Timestamp, UserId};

impl Emails for FakeState {
    fn find(&mut self, id: EmailId) -> Result<Option<Email>, Fault> {
        Ok(self.emails.get(&id).cloned())
    }

    fn find_by_address(&mut self, address: &EmailAddress) -> Result<Option<Email>, Fault> {
        Ok(self.emails.values().find(|email| email.address == *address).cloned())
    }

    fn count_owned(&mut self, user_id: UserId) -> Result<i64, Fault> {
        let owned = self.emails.values().filter(|email| email.user_id == Some(user_id));
        Ok(i64::try_from(owned.count()).unwrap_or(i64::MAX))
    }

    fn make_primary(
        &mut self,
        id: EmailId,
        user_id: UserId,
        _mark: Uuid,
        _now: Timestamp,
    ) -> Result<(), Fault> {
        for email in self.emails.values_mut().filter(|email| email.user_id == Some(user_id)) {
            email.is_primary = email.id == id;
        }
        Ok(())
    }

    fn remove(&mut self, id: EmailId) -> Result<(), Fault> {
        self.emails.remove(&id);
        self.passcodes.retain(|_, (passcode, _)| passcode.email_id != id);
        Ok(())
    }

    fn reserve(&mut self, email: &NewEmail) -> Result<Email, Fault> {
        if let Some(row) = self.emails.values_mut().find(|row| row.address == email.address) {
            row.user_id = row.user_id.or(email.user_id);
            return Ok(row.clone());
        }
        let row = Email {
            id: email.id,
            user_id: email.user_id,
            address: email.address.clone(),
            is_verified: false,
            is_primary: false,
            created_at: email.now,
            updated_at: email.now,
        };
        self.emails.insert(row.id, row.clone());
        Ok(row)
    }

    fn prove(&mut self, id: EmailId, user_id: UserId, _now: Timestamp) -> Result<bool, Fault> {
        let row = self.emails.get_mut(&id).filter(|row| row.user_id.is_none_or(|owner| owner == user_id));
        Ok(row.is_some_and(|row| {
            row.user_id = Some(user_id);
            row.is_verified = true;
            true
        }))
    }

    fn make_first_primary(&mut self, id: EmailId, user_id: UserId, _now: Timestamp) -> Result<bool, Fault> {
        if self.primary_email(user_id).is_some() {
            return Ok(false);
        }
        Ok(self.emails.get_mut(&id).is_some_and(|row| {
            row.is_primary = true;
            true
        }))
    }
}
