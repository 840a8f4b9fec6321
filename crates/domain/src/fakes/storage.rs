//! A database in memory with units of work that can be undone.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use super::FakeState;
use crate::api_key::ApiKeys;
use crate::audit::AuditRecords;
use crate::email::Emails;
use crate::one_time_token::OneTimeTokens;
use crate::outbox::Outbox;
use crate::passcode::Passcodes;
use crate::password::Passwords;
use crate::session::Sessions;
use crate::signing_key::SigningKeys;
use crate::status_list::SessionStatuses;
use crate::user::Users;
use crate::webhook::WebhookSubscriptions;
use crate::{Fault, Repositories, Storage, UnitOfWork};

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
    fn passwords(&mut self) -> &mut dyn Passwords {
        &mut *self.state
    }
    fn one_time_tokens(&mut self) -> &mut dyn OneTimeTokens {
        &mut *self.state
    }
    fn webhook_subscriptions(&mut self) -> &mut dyn WebhookSubscriptions {
        &mut *self.state
    }
    fn api_keys(&mut self) -> &mut dyn ApiKeys {
        &mut *self.state
    }
    fn signing_keys(&mut self) -> &mut dyn SigningKeys {
        &mut *self.state
    }
    fn session_statuses(&mut self) -> &mut dyn SessionStatuses {
        &mut *self.state
    }
}
