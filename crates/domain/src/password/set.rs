//! Use case: set or change a password (contract 10.4).

use std::sync::Arc;

use super::{Password, PasswordHasher};
use crate::audit::{Actor, AuditEvent, AuditLog};
use crate::{Caller, Clock, Fault, Random, Storage, Timestamp, UserId, random_uuid};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetPasswordOutcome {
    /// There was no password before.
    Created,
    /// The old one is gone; sessions stay (contract B-12).
    Changed,
}

/// Why the password was not set.
#[derive(Debug, thiserror::Error)]
pub enum SetPasswordError {
    /// Fewer characters than this.
    #[error("password too short")]
    TooShort(u32),
    /// More than [`Password::MOST_BYTES`] bytes.
    #[error("password too long")]
    TooLong,
    /// There is no such user, or it is not the one of the session (contract B-11).
    #[error("not the user of the session")]
    Forbidden,
    /// An adapter failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Sets the password of the user of the session.
pub struct SetPassword {
    /// Where passwords are.
    pub storage: Arc<dyn Storage>,
    /// Hashes.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Records what happened.
    pub audit: Arc<AuditLog>,
    /// For ids.
    pub random: Arc<dyn Random>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Fewest Unicode code points.
    pub min_length: u32,
}

impl SetPassword {
    /// Sets the password of `user_id`, who must be `session_user`.
    ///
    /// # Errors
    /// [`SetPasswordError`], checked in its order.
    pub fn execute(
        &self,
        session_user: UserId,
        user_id: UserId,
        password: &Password,
        caller: &Caller,
    ) -> Result<SetPasswordOutcome, SetPasswordError> {
        let now = self.clock.now();
        let user = self.storage.direct()?.users().with_primary_email(user_id)?;
        let actor = user.map(|user| Actor { user_id, email: user.primary_email.map(|email| email.address) });
        if let Err((refusal, reason)) = self.check(session_user, user_id, actor.as_ref(), password) {
            let event = AuditEvent::PasswordSetFailed;
            let record = [self.audit.record(event, Some(&reason), actor.as_ref(), caller, now)?];
            self.audit.store_directly(self.storage.as_ref(), &record)?;
            return Err(refusal);
        }
        self.store(user_id, password, actor.as_ref(), caller, now)
    }

    fn check(
        &self,
        session_user: UserId,
        user_id: UserId,
        actor: Option<&Actor>,
        password: &Password,
    ) -> Result<(), (SetPasswordError, String)> {
        let refuse = |refusal: SetPasswordError| {
            let reason = refusal.to_string();
            Err((refusal, reason))
        };
        if password.is_shorter_than(self.min_length) {
            return refuse(SetPasswordError::TooShort(self.min_length));
        }
        if password.is_too_long() {
            return refuse(SetPasswordError::TooLong);
        }
        if actor.is_none() {
            return Err((SetPasswordError::Forbidden, format!("unknown user: {user_id}")));
        }
        if session_user != user_id {
            let reason = format!("wrong user: expected {session_user} -> got {user_id}");
            return Err((SetPasswordError::Forbidden, reason));
        }
        Ok(())
    }

    fn store(
        &self,
        user_id: UserId,
        password: &Password,
        actor: Option<&Actor>,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<SetPasswordOutcome, SetPasswordError> {
        let hash = self.hasher.hash(password)?;
        let id = random_uuid(self.random.as_ref())?;
        let mut work = self.storage.begin()?;
        if !work.users().lock(user_id)? {
            return Err(SetPasswordError::Forbidden);
        }
        let is_new = work.passwords().set(user_id, &hash, id, now)?;
        let record = [self.audit.record(AuditEvent::PasswordSetSucceeded, None, actor, caller, now)?];
        self.audit.store(work.as_mut(), &record)?;
        work.commit()?;
        self.audit.show(&record);
        Ok(if is_new { SetPasswordOutcome::Created } else { SetPasswordOutcome::Changed })
    }
}
