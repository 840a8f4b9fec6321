//! Use case: another primary address (contract 10.11).

use std::sync::Arc;

use crate::audit::{Actor, AuditEvent, AuditLog};
use crate::webhook::{WebhookEvent, WebhookSubject, Webhooks};
use crate::{Caller, Clock, EmailId, Fault, Random, Storage, UserId, random_uuid};

/// Why the primary address stays.
#[derive(Debug, thiserror::Error)]
pub enum SetPrimaryEmailError {
    /// Not an address of the user.
    #[error("not an address of the user")]
    NotFound,
    /// An adapter failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Moves the user's primary mark.
pub struct SetPrimaryEmail {
    /// Where addresses are.
    pub storage: Arc<dyn Storage>,
    /// Records the change.
    pub audit: Arc<AuditLog>,
    /// Tells others.
    pub webhooks: Arc<Webhooks>,
    /// For ids.
    pub random: Arc<dyn Random>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl SetPrimaryEmail {
    /// Makes the address the primary one; nothing happens when it is.
    ///
    /// # Errors
    /// [`SetPrimaryEmailError`].
    pub fn execute(&self, user_id: UserId, id: EmailId, caller: &Caller) -> Result<(), SetPrimaryEmailError> {
        let now = self.clock.now();
        let mut work = self.storage.begin()?;
        work.users().lock(user_id)?;
        let email = work.emails().find(id)?.filter(|email| email.user_id == Some(user_id));
        let email = email.ok_or(SetPrimaryEmailError::NotFound)?;
        if email.is_primary {
            return Ok(());
        }
        let before = work.users().with_primary_email(user_id)?.and_then(|user| user.primary_email);
        let mark = random_uuid(self.random.as_ref())?;
        work.emails().make_primary(id, user_id, mark, now)?;
        let event = WebhookEvent::UserUpdateEmailPrimary;
        self.webhooks.tell_of_user(work.as_mut(), event, user_id, WebhookSubject::ByCaller(caller), now)?;
        let actor = Actor { user_id, email: before.map(|email| email.address) };
        let record = [self.audit.record(AuditEvent::PrimaryEmailChanged, None, Some(&actor), caller, now)?];
        self.audit.store(work.as_mut(), &record)?;
        work.commit()?;
        self.audit.show(&record);
        self.webhooks.wake();
        Ok(())
    }
}
