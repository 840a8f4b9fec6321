//! Passcodes in memory.

use chrono::TimeDelta;

use super::super::FakeState;
use crate::passcode::{Attempt, LoginFacts, Passcode, Passcodes};
use crate::{EmailId, Fault, PasscodeId, Timestamp, UserId};

impl Passcodes for FakeState {
    fn add(&mut self, passcode: &Passcode) -> Result<bool, Fault> {
        let is_complete =
            self.users.contains_key(&passcode.user_id) && self.emails.contains_key(&passcode.email_id);
        if is_complete {
            self.passcodes.insert(passcode.id, (passcode.clone(), 0));
        }
        Ok(is_complete)
    }

    fn count_attempt(&mut self, id: PasscodeId, now: Timestamp) -> Result<Option<Attempt>, Fault> {
        let Some((passcode, number)) = self.passcodes.get_mut(&id) else { return Ok(None) };
        if passcode.has_expired(now) || *number >= Passcode::MOST_ATTEMPTS {
            return Ok(None);
        }
        *number += 1;
        let (passcode, number) = (passcode.clone(), *number);
        let facts = self.login_facts(passcode.user_id, passcode.email_id)?;
        Ok(facts.map(|facts| Attempt { passcode, number, facts }))
    }

    fn take_attempt_back(&mut self, id: PasscodeId, _now: Timestamp) -> Result<(), Fault> {
        if let Some((_, number)) = self.passcodes.get_mut(&id) {
            *number = (*number - 1).max(0);
        }
        Ok(())
    }

    fn find(&mut self, id: PasscodeId) -> Result<Option<Passcode>, Fault> {
        Ok(self.passcodes.get(&id).map(|(passcode, _)| passcode.clone()))
    }

    fn login_facts(&mut self, user_id: UserId, email_id: EmailId) -> Result<Option<LoginFacts>, Fault> {
        let owned = self.emails.values().filter(|email| email.user_id == Some(user_id)).count();
        let Some(email) = self.emails.get(&email_id).filter(|_| self.users.contains_key(&user_id)) else {
            return Ok(None);
        };
        Ok(Some(LoginFacts {
            user_id,
            email: email.clone(),
            primary_email: self.primary_email(user_id).cloned(),
            owned_emails: i64::try_from(owned).unwrap_or(i64::MAX),
            has_other_credentials: self.users_with_other_credentials.contains(&user_id),
        }))
    }

    fn last_end(&mut self) -> Result<Option<Timestamp>, Fault> {
        let ends = self.passcodes.values().map(|(passcode, _)| {
            passcode.created_at + TimeDelta::seconds(i64::from(passcode.lifetime_seconds))
        });
        Ok(ends.max())
    }

    fn remove(&mut self, id: PasscodeId) -> Result<bool, Fault> {
        Ok(self.passcodes.remove(&id).is_some())
    }
}
