//! Use case: give an address up (contract 10.12).

use std::sync::Arc;

use crate::audit::{Actor, AuditEvent, AuditLog};
use crate::webhook::{WebhookEvent, WebhookSubject, Webhooks};
use crate::{Caller, Clock, EmailId, Fault, Storage, UserId};

/// Why the address stays.
#[derive(Debug, thiserror::Error)]
pub enum DeleteEmailError {
    /// Not an address of the user (contract B-9).
    #[error("not an address of the user")]
    NotFound,
    /// It is the primary one.
    #[error("the primary address stays")]
    Primary,
    /// An adapter failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Removes an address and its open passcodes; it is free for everybody again.
pub struct DeleteEmail {
    /// Where addresses are.
    pub storage: Arc<dyn Storage>,
    /// Records the change.
    pub audit: Arc<AuditLog>,
    /// Tells others.
    pub webhooks: Arc<Webhooks>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl DeleteEmail {
    /// Removes the address.
    ///
    /// # Errors
    /// [`DeleteEmailError`].
    pub fn execute(&self, user_id: UserId, id: EmailId, caller: &Caller) -> Result<(), DeleteEmailError> {
        let now = self.clock.now();
        let mut work = self.storage.begin()?;
        work.users().lock(user_id)?;
        let email = work.emails().find(id)?.filter(|email| email.user_id == Some(user_id));
        if email.ok_or(DeleteEmailError::NotFound)?.is_primary {
            return Err(DeleteEmailError::Primary);
        }
        let primary = work.users().with_primary_email(user_id)?.and_then(|user| user.primary_email);
        work.emails().remove(id)?;
        let event = WebhookEvent::UserUpdateEmailDelete;
        self.webhooks.tell_of_user(work.as_mut(), event, user_id, WebhookSubject::ByCaller(caller), now)?;
        let actor = Actor { user_id, email: primary.map(|email| email.address) };
        let record = [self.audit.record(AuditEvent::EmailDeleted, None, Some(&actor), caller, now)?];
        self.audit.store(work.as_mut(), &record)?;
        work.commit()?;
        self.audit.show(&record);
        self.webhooks.wake();
        Ok(())
    }
}
