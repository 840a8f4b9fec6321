//! Use case: an administrator makes an account (admin-api.md, "Users").

use std::sync::Arc;

use chrono::TimeDelta;

use crate::email::{EmailAddress, NewEmail};
use crate::user::Profile;
use crate::webhook::{WebhookEvent, WebhookSubject, Webhooks};
use crate::{Clock, EmailId, Fault, Random, Storage, Timestamp, UnitOfWork, UserId, random_uuid};

/// An address of the new account.
#[derive(Clone, Debug)]
pub struct AdminEmail {
    /// The address.
    pub address: EmailAddress,
    /// Whether it is the primary one; exactly one is.
    pub is_primary: bool,
    /// Whether it counts as proven.
    pub is_verified: bool,
}

/// The new account.
#[derive(Clone, Debug)]
pub struct AdminNewUser {
    /// Its id, when the administrator chose one.
    pub id: Option<UserId>,
    /// Its addresses.
    pub emails: Vec<AdminEmail>,
    /// Its user name, as given.
    pub username: Option<String>,
    /// When it was made, when that was not now.
    pub created_at: Option<Timestamp>,
}

/// Why no account was made.
#[derive(Debug, thiserror::Error)]
pub enum AdminCreateUserError {
    /// The id is taken.
    #[error("failed to create user with id '{0}': user already exists")]
    IdTaken(UserId),
    /// An address is taken, or reserved by a sign-up that is not finished.
    #[error("failed to create email '{address}' for user '{user_id}': email already exists")]
    AddressTaken {
        /// In lower case.
        address: String,
        /// The account that was to be made.
        user_id: UserId,
    },
    /// The user name is taken.
    #[error("failed to create username '{username}' for user '{user_id}': username already exists")]
    UsernameTaken {
        /// As given.
        username: String,
        /// The account that was to be made.
        user_id: UserId,
    },
    /// An adapter failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Makes an account with all that it shall have, or nothing.
pub struct AdminCreateUser {
    /// Where accounts are.
    pub storage: Arc<dyn Storage>,
    /// Tells others.
    pub webhooks: Arc<Webhooks>,
    /// For ids.
    pub random: Arc<dyn Random>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl AdminCreateUser {
    /// Makes the account and tells how it looks. The limit of addresses does not count.
    ///
    /// # Errors
    /// [`AdminCreateUserError`], checked in its order.
    pub fn execute(&self, new: &AdminNewUser) -> Result<Profile, AdminCreateUserError> {
        let now = self.clock.now();
        let random = self.random.as_ref();
        let id = match new.id {
            Some(id) => id,
            None => UserId::draw(random)?,
        };
        let mut work = self.storage.begin()?;
        if !work.users().add_if_new(id, new.created_at.unwrap_or(now), now)? {
            return Err(AdminCreateUserError::IdTaken(id));
        }
        // A microsecond apart, so that they are read in the order in which they were given.
        let mut made_at = now;
        for email in &new.emails {
            self.add_email(work.as_mut(), id, email, made_at)?;
            made_at += TimeDelta::microseconds(1);
        }
        if let Some(username) = new.username.as_deref().filter(|username| !username.is_empty()) {
            let row = random_uuid(random)?;
            if !work.users().add_username(id, username, row, now)? {
                let username = username.to_owned();
                return Err(AdminCreateUserError::UsernameTaken { username, user_id: id });
            }
        }
        let event = WebhookEvent::UserCreate;
        self.webhooks.tell_of_user(work.as_mut(), event, id, WebhookSubject::WithoutCaller, now)?;
        let profile = work.users().profile(id)?;
        let profile = profile.ok_or_else(|| Fault::internal("the new account cannot be read"))?;
        work.commit()?;
        self.webhooks.wake();
        Ok(profile)
    }

    fn add_email(
        &self,
        work: &mut dyn UnitOfWork,
        user_id: UserId,
        email: &AdminEmail,
        now: Timestamp,
    ) -> Result<(), AdminCreateUserError> {
        let id = EmailId::draw(self.random.as_ref())?;
        let address = email.address.clone();
        let new = NewEmail { id, address, user_id: Some(user_id), now };
        // A row that was there before, even one of nobody, takes the address.
        let is_new = work.emails().find_by_address(&email.address)?.is_none();
        if !is_new || work.emails().reserve(&new)?.id != id {
            let address = email.address.as_str().to_owned();
            return Err(AdminCreateUserError::AddressTaken { address, user_id });
        }
        if email.is_verified {
            work.emails().prove(id, user_id, now)?;
        }
        if email.is_primary {
            work.emails().make_first_primary(id, user_id, now)?;
        }
        Ok(())
    }
}
