//! Port: stored accounts.

use uuid::Uuid;

use super::Profile;
use crate::email::{Email, EmailAddress};
use crate::{EmailId, Fault, Timestamp, UserId};

/// What `POST /user` tells about an address (contract 10.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundUser {
    /// Owner of the address.
    pub user_id: UserId,
    /// The address.
    pub email_id: EmailId,
    /// Whether it is proven.
    pub is_verified: bool,
    /// Whether the owner has any passkey or security key.
    pub has_webauthn_credential: bool,
}

/// An account that exists, and its primary address if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserWithPrimaryEmail {
    /// The account.
    pub user_id: UserId,
    /// Its primary address.
    pub primary_email: Option<Email>,
}

/// Stored accounts.
pub trait Users {
    /// Stores a new account without anything.
    ///
    /// # Errors
    /// When the database fails.
    fn add(&mut self, id: UserId, now: Timestamp) -> Result<(), Fault>;

    /// Stores a new account that an administrator describes; `false` when the id is taken.
    ///
    /// # Errors
    /// When the database fails.
    fn add_if_new(&mut self, id: UserId, created_at: Timestamp, now: Timestamp) -> Result<bool, Fault>;

    /// Gives an account its user name; `false` when somebody has it. `row` is the id of the name's row.
    ///
    /// # Errors
    /// When the database fails.
    fn add_username(&mut self, id: UserId, username: &str, row: Uuid, now: Timestamp) -> Result<bool, Fault>;

    /// Holds the account until the unit of work ends, so that what hangs on it changes one after the
    /// other; `false` when there is none. Taken before any other row of the account.
    ///
    /// # Errors
    /// When the database fails.
    fn lock(&mut self, id: UserId) -> Result<bool, Fault>;

    /// The account and its primary address.
    ///
    /// # Errors
    /// When the database fails.
    fn with_primary_email(&mut self, id: UserId) -> Result<Option<UserWithPrimaryEmail>, Fault>;

    /// The owner of an address.
    ///
    /// # Errors
    /// When the database fails.
    fn find_by_email(&mut self, address: &EmailAddress) -> Result<Option<FoundUser>, Fault>;

    /// The account with all that hangs on it.
    ///
    /// # Errors
    /// When the database fails.
    fn profile(&mut self, id: UserId) -> Result<Option<Profile>, Fault>;

    /// Removes an account with all that hangs on it, its primary mark first.
    ///
    /// # Errors
    /// When the database fails.
    fn remove(&mut self, id: UserId) -> Result<(), Fault>;

    /// Whether any account has a second factor: a TOTP secret or a credential marked `mfa_only`.
    ///
    /// # Errors
    /// When the database fails.
    fn any_second_factor(&mut self) -> Result<bool, Fault>;
}
