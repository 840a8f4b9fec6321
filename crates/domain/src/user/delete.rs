//! Use case: the end of an account (contract 10.14, admin API).

use std::sync::Arc;

use crate::audit::{Actor, AuditEvent, AuditLog};
use crate::webhook::{WebhookEvent, WebhookSubject, Webhooks};
use crate::{Caller, Clock, Fault, Storage, UserId};

/// Why the account stays.
#[derive(Debug, thiserror::Error)]
pub enum DeleteUserError {
    /// There is none.
    #[error("no such user")]
    NotFound,
    /// An adapter failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Removes an account with all that hangs on it.
pub struct DeleteUser {
    /// Where accounts are.
    pub storage: Arc<dyn Storage>,
    /// Records the end.
    pub audit: Arc<AuditLog>,
    /// Tells others.
    pub webhooks: Arc<Webhooks>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl DeleteUser {
    /// Removes the account of the session: its addresses are free, its tokens dead. With a caller it is
    /// recorded; administrators leave no record (admin API).
    ///
    /// # Errors
    /// [`DeleteUserError`].
    pub fn execute(&self, user_id: UserId, caller: Option<&Caller>) -> Result<(), DeleteUserError> {
        let now = self.clock.now();
        let mut work = self.storage.begin()?;
        if !work.users().lock(user_id)? {
            return Err(DeleteUserError::NotFound);
        }
        let event = WebhookEvent::UserDelete;
        self.webhooks.tell_of_user(work.as_mut(), event, user_id, WebhookSubject::WithoutCaller, now)?;
        let primary = work.users().with_primary_email(user_id)?.and_then(|user| user.primary_email);
        work.users().remove(user_id)?;
        let mut records = Vec::new();
        if let Some(caller) = caller {
            let actor = Actor { user_id, email: primary.map(|email| email.address) };
            records.push(self.audit.record(AuditEvent::UserDeleted, None, Some(&actor), caller, now)?);
        }
        self.audit.store(work.as_mut(), &records)?;
        work.commit()?;
        self.audit.show(&records);
        self.webhooks.wake();
        Ok(())
    }
}
