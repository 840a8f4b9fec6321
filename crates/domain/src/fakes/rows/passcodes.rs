//! Passcodes in memory.

use chrono::TimeDelta;

use super::super::FakeState;
use crate::passcode::{Added, Attempt, Counted, LoginFacts, Passcode, Passcodes};
use crate::rate_limit::GuessLimit;
use crate::{EmailId, Fault, PasscodeId, Timestamp, UserId};

impl FakeState {
    /// The account that guesses at passcodes of this user for this address count for.
    fn account(&self, user_id: UserId, email_id: EmailId) -> Option<String> {
        let email = self.emails.get(&email_id)?;
        let is_theirs = email.user_id == Some(user_id);
        Some(if is_theirs { user_id.to_string() } else { email.address.as_str().to_owned() })
    }

    fn give_guess_back(&mut self, passcode: &Passcode, limit: Option<&GuessLimit>) {
        let account = self.account(passcode.user_id, passcode.email_id);
        let full_at = account.and_then(|account| self.guesses.get_mut(&account));
        if let (Some(full_at), Some(limit)) = (full_at, limit) {
            *full_at -= limit.refill;
        }
    }
}

impl Passcodes for FakeState {
    fn add(&mut self, passcode: &Passcode, limit: Option<&GuessLimit>) -> Result<Added, Fault> {
        let account = self.account(passcode.user_id, passcode.email_id);
        let Some(account) = account.filter(|_| self.users.contains_key(&passcode.user_id)) else {
            return Ok(Added::Gone);
        };
        let now = passcode.created_at;
        let full_at = self.guesses.get(&account).copied().unwrap_or(now);
        if let Some(limit) = limit.filter(|limit| limit.take(full_at, now).is_none()) {
            return Ok(Added::Held(limit.allowance(false, full_at, now)));
        }
        self.passcodes.insert(passcode.id, (passcode.clone(), 0));
        Ok(Added::Stored)
    }

    fn count_attempt(
        &mut self,
        id: PasscodeId,
        limit: Option<&GuessLimit>,
        now: Timestamp,
    ) -> Result<Counted, Fault> {
        let Some((passcode, number)) = self.passcodes.get(&id).cloned() else { return Ok(Counted::Nothing) };
        if passcode.has_expired(now) || number >= Passcode::MOST_ATTEMPTS {
            return Ok(Counted::Nothing);
        }
        let Some(account) = self.account(passcode.user_id, passcode.email_id) else {
            return Ok(Counted::Nothing);
        };
        let mut allowance = None;
        if let Some(limit) = limit {
            let full_at = self.guesses.entry(account).or_insert(now);
            let Some(after) = limit.take(*full_at, now) else {
                return Ok(Counted::Held(limit.allowance(false, *full_at, now)));
            };
            *full_at = after;
            allowance = Some(limit.allowance(true, after, now));
        }
        let number = number + 1;
        self.passcodes.insert(id, (passcode.clone(), number));
        let facts = self.login_facts(passcode.user_id, passcode.email_id)?;
        let attempt = facts.map(|facts| Attempt { passcode, number, facts, allowance });
        Ok(attempt.map_or(Counted::Nothing, |attempt| Counted::Attempt(Box::new(attempt))))
    }

    fn take_attempt_back(
        &mut self,
        id: PasscodeId,
        limit: Option<&GuessLimit>,
        _now: Timestamp,
    ) -> Result<(), Fault> {
        let Some((passcode, number)) = self.passcodes.get(&id).cloned() else { return Ok(()) };
        if number > 0 {
            self.give_guess_back(&passcode, limit);
            self.passcodes.insert(id, (passcode, number - 1));
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

    fn spend(&mut self, id: PasscodeId, limit: Option<&GuessLimit>) -> Result<bool, Fault> {
        let Some((passcode, _)) = self.passcodes.remove(&id) else { return Ok(false) };
        self.give_guess_back(&passcode, limit);
        Ok(true)
    }

    fn remove(&mut self, id: PasscodeId) -> Result<bool, Fault> {
        Ok(self.passcodes.remove(&id).is_some())
    }
}
