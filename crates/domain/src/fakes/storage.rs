//! A database in memory with units of work that can be undone.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use super::FakeState;
use crate::audit::{AuditRecord, AuditRecords};
use crate::email::{Email, EmailAddress, Emails, NewEmail};
use crate::outbox::{ClaimedMessage, NewMessage, Outbox, OutboxBacklog};
use crate::passcode::{Attempt, LoginFacts, Passcode, Passcodes};
use crate::session::{Session, SessionLookup, SessionState, Sessions};
use crate::signing_key::{SigningKeys, StoredKey};
use crate::user::{FoundUser, Profile, ProfileEmail, UserWithPrimaryEmail, Users};
use crate::{
    EmailId, Fault, OutboxId, PasscodeId, Repositories, SessionId, Storage, Timestamp, UnitOfWork, UserId,
};

/// One connection: who holds it sees and changes everything, others wait. A thread that asks for a second
/// one gets a fault, since it would wait for itself.
#[derive(Default)]
pub struct FakeStorage {
    state: Mutex<FakeState>,
    holder: Mutex<Option<ThreadId>>,
}

impl FakeStorage {
    /// Lets a test read or change the rows.
    pub fn with<T>(&self, look: impl FnOnce(&mut FakeState) -> T) -> T {
        look(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn take(&self) -> Result<MutexGuard<'_, FakeState>, Fault> {
        let me = Some(thread::current().id());
        if *self.holder.lock().unwrap_or_else(PoisonError::into_inner) == me {
            return Err(Fault::internal("a second connection in one thread"));
        }
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        *self.holder.lock().unwrap_or_else(PoisonError::into_inner) = me;
        Ok(state)
    }

    fn connect(&self, is_direct: bool) -> Result<Box<FakeConnection<'_>>, Fault> {
        let state = self.take()?;
        let before = (!is_direct).then(|| state.clone());
        Ok(Box::new(FakeConnection { state, before, holder: &self.holder }))
    }
}

impl Storage for FakeStorage {
    fn begin(&self) -> Result<Box<dyn UnitOfWork + '_>, Fault> {
        Ok(self.connect(false)?)
    }

    fn direct(&self) -> Result<Box<dyn Repositories + '_>, Fault> {
        Ok(self.connect(true)?)
    }

    fn check(&self) -> Result<(), Fault> {
        Ok(())
    }
}

struct FakeConnection<'storage> {
    state: MutexGuard<'storage, FakeState>,
    before: Option<FakeState>,
    holder: &'storage Mutex<Option<ThreadId>>,
}

impl UnitOfWork for FakeConnection<'_> {
    fn commit(mut self: Box<Self>) -> Result<(), Fault> {
        self.before = None;
        Ok(())
    }
}

impl Drop for FakeConnection<'_> {
    fn drop(&mut self) {
        if let Some(before) = self.before.take() {
            *self.state = before;
        }
        *self.holder.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Repositories for FakeConnection<'_> {
    fn users(&mut self) -> &mut dyn Users {
        &mut *self.state
    }
    fn emails(&mut self) -> &mut dyn Emails {
        &mut *self.state
    }
    fn passcodes(&mut self) -> &mut dyn Passcodes {
        &mut *self.state
    }
    fn sessions(&mut self) -> &mut dyn Sessions {
        &mut *self.state
    }
    fn outbox(&mut self) -> &mut dyn Outbox {
        &mut *self.state
    }
    fn audit_records(&mut self) -> &mut dyn AuditRecords {
        &mut *self.state
    }
    fn signing_keys(&mut self) -> &mut dyn SigningKeys {
        &mut *self.state
    }
}

impl Users for FakeState {
    fn add(&mut self, id: UserId, now: Timestamp) -> Result<(), Fault> {
        self.users.insert(id, now);
        Ok(())
    }

    fn lock(&mut self, id: UserId) -> Result<bool, Fault> {
        Ok(self.users.contains_key(&id))
    }

    fn with_primary_email(&mut self, id: UserId) -> Result<Option<UserWithPrimaryEmail>, Fault> {
        let primary_email = self.primary_email(id).cloned();
        Ok(self.users.contains_key(&id).then_some(UserWithPrimaryEmail { user_id: id, primary_email }))
    }

    fn find_by_email(&mut self, address: &EmailAddress) -> Result<Option<FoundUser>, Fault> {
        let email = self.emails.values().find(|email| email.address == *address);
        Ok(email.and_then(|email| {
            Some(FoundUser {
                user_id: email.user_id?,
                email_id: email.id,
                is_verified: email.is_verified,
                has_webauthn_credential: false,
            })
        }))
    }

    fn profile(&mut self, id: UserId) -> Result<Option<Profile>, Fault> {
        let Some(created_at) = self.users.get(&id).copied() else { return Ok(None) };
        let mut emails: Vec<_> =
            self.emails.values().filter(|email| email.user_id == Some(id)).cloned().collect();
        emails.sort_by_key(|email| (email.created_at, email.id));
        let emails = emails.into_iter().map(|email| ProfileEmail {
            id: email.id,
            address: email.address,
            is_verified: email.is_verified,
            is_primary: email.is_primary,
        });
        Ok(Some(Profile {
            user_id: id,
            created_at,
            updated_at: created_at,
            name: None,
            given_name: None,
            family_name: None,
            picture: None,
            emails: emails.collect(),
            username: None,
            webauthn_credentials: Vec::new(),
            identities: Vec::new(),
            has_totp: false,
            public_metadata: None,
            unsafe_metadata: None,
        }))
    }

    fn any_second_factor(&mut self) -> Result<bool, Fault> {
        Ok(false)
    }
}

impl Emails for FakeState {
    fn find(&mut self, id: EmailId) -> Result<Option<Email>, Fault> {
        Ok(self.emails.get(&id).cloned())
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

    fn remove(&mut self, id: PasscodeId) -> Result<bool, Fault> {
        Ok(self.passcodes.remove(&id).is_some())
    }
}

impl Sessions for FakeState {
    fn open(&mut self, session: &Session, limit: u32) -> Result<(), Fault> {
        let now = session.created_at;
        let mut active: Vec<_> = self
            .sessions
            .values()
            .filter(|(row, _)| row.user_id == session.user_id && row.expires_at > now)
            .map(|(row, _)| (row.created_at, row.id))
            .collect();
        active.sort_unstable_by(|left, right| right.cmp(left));
        let kept = usize::try_from(limit.saturating_sub(1)).unwrap_or(usize::MAX);
        for (_, id) in active.into_iter().skip(kept) {
            self.sessions.remove(&id);
        }
        self.sessions.insert(session.id, (session.clone(), now));
        Ok(())
    }

    fn look_up(&mut self, lookup: &SessionLookup) -> Result<SessionState, Fault> {
        let row = self.sessions.get_mut(&lookup.id);
        let row = row.filter(|(row, _)| row.user_id == lookup.user_id && row.expires_at > lookup.now);
        let Some((_, last_used)) = row else { return Ok(SessionState::Dead) };
        if lookup.idle_before.is_some_and(|idle_before| *last_used < idle_before) {
            return Ok(SessionState::Idle);
        }
        if lookup.touch_before.is_some_and(|touch_before| *last_used < touch_before) {
            *last_used = lookup.now;
        }
        Ok(SessionState::Live { last_used: *last_used })
    }

    fn remove(&mut self, id: SessionId) -> Result<(), Fault> {
        self.sessions.remove(&id);
        Ok(())
    }
}

impl Outbox for FakeState {
    fn add(&mut self, message: &NewMessage) -> Result<(), Fault> {
        self.outbox.insert(message.id, (message.clone(), 0, message.created_at));
        Ok(())
    }

    fn claim(&mut self, most: u32, now: Timestamp, until: Timestamp) -> Result<Vec<ClaimedMessage>, Fault> {
        let mut due: Vec<_> = self.outbox.values_mut().filter(|(_, _, due_at)| *due_at <= now).collect();
        due.sort_by_key(|(_, _, due_at)| *due_at);
        let claimed = due.into_iter().take(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(claimed
            .map(|(message, attempt, due_at)| {
                *due_at = until;
                *attempt += 1;
                ClaimedMessage {
                    id: message.id,
                    message: Some(message.message.clone()),
                    attempt: *attempt,
                    expires_at: message.expires_at,
                }
            })
            .collect())
    }

    fn postpone(&mut self, id: OutboxId, due_at: Timestamp) -> Result<(), Fault> {
        if let Some(row) = self.outbox.get_mut(&id) {
            row.2 = due_at;
        }
        Ok(())
    }

    fn remove(&mut self, ids: &[OutboxId]) -> Result<(), Fault> {
        self.outbox.retain(|id, _| !ids.contains(id));
        Ok(())
    }

    fn remove_expired(&mut self, now: Timestamp) -> Result<u64, Fault> {
        let before = self.outbox.len();
        self.outbox.retain(|_, (message, _, _)| message.expires_at > now);
        Ok(u64::try_from(before - self.outbox.len()).unwrap_or(u64::MAX))
    }

    fn backlog(&mut self) -> Result<OutboxBacklog, Fault> {
        let oldest = self.outbox.values().map(|(message, _, _)| message.created_at).min();
        Ok(OutboxBacklog { depth: i64::try_from(self.outbox.len()).unwrap_or(i64::MAX), oldest })
    }
}

impl AuditRecords for FakeState {
    fn add(&mut self, records: &[AuditRecord]) -> Result<(), Fault> {
        self.audit_records.extend_from_slice(records);
        Ok(())
    }
}

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
