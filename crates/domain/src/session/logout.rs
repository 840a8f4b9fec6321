//! Use case: the end of a session (contract 10.13).

use std::sync::Arc;

use super::SignedIn;
use crate::audit::{Actor, AuditEvent, AuditLog};
use crate::{Caller, Clock, Fault, Storage};

/// Why a logout failed: only because an adapter did.
pub type LogoutError = Fault;

/// Ends the session of the request; other sessions of the user stay.
pub struct Logout {
    /// Where sessions are.
    pub storage: Arc<dyn Storage>,
    /// Records the logout.
    pub audit: Arc<AuditLog>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Logout {
    /// Ends the session; its token is dead afterwards.
    ///
    /// # Errors
    /// When an adapter fails.
    pub fn execute(&self, signed_in: &SignedIn, caller: &Caller) -> Result<(), LogoutError> {
        let mut work = self.storage.begin()?;
        let user = work.users().with_primary_email(signed_in.user_id)?;
        let actor = Actor {
            user_id: signed_in.user_id,
            email: user.and_then(|user| user.primary_email).map(|email| email.address),
        };
        work.sessions().remove(signed_in.session_id)?;
        let record =
            [self.audit.record(AuditEvent::UserLoggedOut, None, Some(&actor), caller, self.clock.now())?];
        self.audit.store(work.as_mut(), &record)?;
        work.commit()?;
        self.audit.show(&record);
        Ok(())
    }
}
