//! Use case: the start of a registration (contract 10.1).

use std::sync::Arc;

use crate::audit::{Actor, AuditEvent, AuditLog};
use crate::email::{EmailAddress, NewEmail};
use crate::rate_limit::{Allowance, RateLimiter, RateLimits};
use crate::session::{EmailClaim, OpenedSession, SessionOpening};
use crate::webhook::{WebhookEvent, WebhookSubject, Webhooks};
use crate::{Caller, Clock, EmailId, Fault, Random, Storage, Timestamp, UnitOfWork, UserId};

/// A new account.
#[derive(Debug)]
pub struct CreatedUser {
    /// The account.
    pub user_id: UserId,
    /// The address that was named.
    pub email_id: EmailId,
    /// The session, when addresses need no proof (contract B-4).
    pub session: Option<OpenedSession>,
}

/// Why no account was made.
#[derive(Debug, thiserror::Error)]
pub enum CreateUserError {
    /// Sign-up is switched off.
    #[error("sign-up is switched off")]
    SignupOff,
    /// The address belongs to somebody.
    #[error("the address is taken")]
    AddressTaken,
    /// This client signed up too often (contract B-32).
    #[error("too many sign-ups")]
    TooManyRequests(Allowance),
    /// An adapter failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Makes an account for an address.
pub struct CreateUser {
    /// Where accounts are.
    pub storage: Arc<dyn Storage>,
    /// Opens the session of an account that is complete at once.
    pub opening: Arc<SessionOpening>,
    /// Records the sign-up.
    pub audit: Arc<AuditLog>,
    /// Tells others.
    pub webhooks: Arc<Webhooks>,
    /// Counts sign-ups.
    pub limiter: Arc<dyn RateLimiter>,
    /// The limits in force.
    pub limits: RateLimits,
    /// For ids.
    pub random: Arc<dyn Random>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Whether anybody may sign up.
    pub allow_signup: bool,
    /// Whether an address must be proven before it belongs to the account.
    pub require_verification: bool,
}

impl CreateUser {
    /// Whether sign-up is switched on; asked before the body is read.
    ///
    /// # Errors
    /// [`CreateUserError::SignupOff`].
    pub fn check_allowed(&self) -> Result<(), CreateUserError> {
        if self.allow_signup { Ok(()) } else { Err(CreateUserError::SignupOff) }
    }

    /// Makes the account. An unproven address may be asked for again and again: the row is shared, and
    /// whoever proves it first owns it.
    ///
    /// # Errors
    /// [`CreateUserError`]; nothing is stored then.
    pub fn execute(&self, address: EmailAddress, caller: &Caller) -> Result<CreatedUser, CreateUserError> {
        self.check_allowed()?;
        let now = self.clock.now();
        self.check_limit(caller, now)?;
        let user_id = UserId::draw(self.random.as_ref())?;
        let session = self.prepare_session(user_id, &address, caller, now)?;

        let mut work = self.storage.begin()?;
        work.users().add(user_id, now)?;
        let email_id = self.reserve(work.as_mut(), address, user_id, now)?;
        if let Some(session) = &session {
            work.emails().make_first_primary(email_id, user_id, now)?;
            self.opening.store(work.as_mut(), session)?;
            let event = WebhookEvent::UserCreate;
            self.webhooks.tell_of_user(work.as_mut(), event, user_id, WebhookSubject::Bare, now)?;
        }
        let actor = Actor { user_id, email: None };
        let record = [self.audit.record(AuditEvent::UserCreated, None, Some(&actor), caller, now)?];
        self.audit.store(work.as_mut(), &record)?;
        work.commit()?;
        self.audit.show(&record);
        if session.is_some() {
            self.webhooks.wake();
        }
        Ok(CreatedUser { user_id, email_id, session })
    }

    fn check_limit(&self, caller: &Caller, now: Timestamp) -> Result<(), CreateUserError> {
        let Some(limit) = &self.limits.signup else { return Ok(()) };
        let allowance = self.limiter.take(&format!("signup/{}", caller.ip_address), limit, now)?;
        if allowance.is_allowed { Ok(()) } else { Err(CreateUserError::TooManyRequests(allowance)) }
    }

    fn prepare_session(
        &self,
        user_id: UserId,
        address: &EmailAddress,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Option<OpenedSession>, Fault> {
        if self.require_verification {
            return Ok(None);
        }
        let email = EmailClaim { address: address.clone(), is_primary: true, is_verified: false };
        self.opening.prepare(user_id, Some(email), caller, now).map(Some)
    }

    fn reserve(
        &self,
        work: &mut dyn UnitOfWork,
        address: EmailAddress,
        user_id: UserId,
        now: Timestamp,
    ) -> Result<EmailId, CreateUserError> {
        let owner = (!self.require_verification).then_some(user_id);
        let id = EmailId::draw(self.random.as_ref())?;
        let email = work.emails().reserve(&NewEmail { id, address, user_id: owner, now })?;
        if email.user_id == owner { Ok(email.id) } else { Err(CreateUserError::AddressTaken) }
    }
}
