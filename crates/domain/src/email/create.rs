//! Use case: ask for another address (contract 10.10).

use std::sync::Arc;

use super::{Email, EmailAddress, NewEmail};
use crate::audit::{Actor, AuditEvent, AuditLog};
use crate::webhook::{WebhookEvent, WebhookSubject, Webhooks};
use crate::{Caller, Clock, EmailId, Fault, Random, Storage, Timestamp, UnitOfWork, UserId};

/// Why the address was not taken.
#[derive(Debug, thiserror::Error)]
pub enum CreateEmailError {
    /// The user has as many addresses as allowed; said before the address is looked at.
    #[error("too many addresses")]
    TooManyAddresses,
    /// No address at all (contract B-8).
    #[error("no address")]
    Missing,
    /// Not the form of an address (contract B-8).
    #[error("not an address")]
    Malformed,
    /// The account ended while the request was on its way.
    #[error("the user is gone")]
    UserGone,
    /// Somebody owns it, perhaps the user.
    #[error("the address is taken")]
    Taken,
    /// An adapter failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Reserves an address, which a passcode then proves; or adds it at once when no proof is asked for.
pub struct CreateEmail {
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
    /// Addresses that one user may have.
    pub most_emails: i64,
    /// Whether an address must be proven before it belongs to the account.
    pub require_verification: bool,
}

impl CreateEmail {
    /// Reserves the address as the client wrote it. The user's primary address stays.
    ///
    /// # Errors
    /// [`CreateEmailError`], checked in its order.
    pub fn execute(
        &self,
        user_id: UserId,
        address: &str,
        caller: &Caller,
    ) -> Result<Email, CreateEmailError> {
        let now = self.clock.now();
        let mut work = self.storage.begin()?;
        if !work.users().lock(user_id)? {
            return Err(CreateEmailError::UserGone);
        }
        let owned = work.emails().count_owned(user_id)?;
        if owned >= self.most_emails {
            return Err(CreateEmailError::TooManyAddresses);
        }
        if address.is_empty() {
            return Err(CreateEmailError::Missing);
        }
        let address = EmailAddress::parse(address).ok_or(CreateEmailError::Malformed)?;
        let email = self.reserve(work.as_mut(), user_id, address, now)?;
        if email.user_id.is_some() {
            let event =
                if owned == 0 { WebhookEvent::UserCreate } else { WebhookEvent::UserUpdateEmailCreate };
            self.webhooks.tell_of_user(
                work.as_mut(),
                event,
                user_id,
                WebhookSubject::ByCaller(caller),
                now,
            )?;
        }
        let primary = work.users().with_primary_email(user_id)?.and_then(|user| user.primary_email);
        let actor = Actor { user_id, email: primary.map(|email| email.address) };
        let record = [self.audit.record(AuditEvent::EmailCreated, None, Some(&actor), caller, now)?];
        self.audit.store(work.as_mut(), &record)?;
        work.commit()?;
        self.audit.show(&record);
        self.webhooks.wake();
        Ok(email)
    }

    /// The row of the address. An address that is owned already is taken, whoever owns it.
    fn reserve(
        &self,
        work: &mut dyn UnitOfWork,
        user_id: UserId,
        address: EmailAddress,
        now: Timestamp,
    ) -> Result<Email, CreateEmailError> {
        let existing = work.emails().find_by_address(&address)?;
        if existing.is_some_and(|email| email.user_id.is_some()) {
            return Err(CreateEmailError::Taken);
        }
        let owner = (!self.require_verification).then_some(user_id);
        let id = EmailId::draw(self.random.as_ref())?;
        let email = work.emails().reserve(&NewEmail { id, address, user_id: owner, now })?;
        if email.user_id == owner { Ok(email) } else { Err(CreateEmailError::Taken) }
    }
}
