//! Port: stored addresses.

use uuid::Uuid;

use super::{Email, EmailAddress};
use crate::{EmailId, Fault, Timestamp, UserId};

/// An address that is to be stored, unverified.
#[derive(Clone, Debug)]
pub struct NewEmail {
    /// Id that the row gets if there is none for this address yet.
    pub id: EmailId,
    /// The address.
    pub address: EmailAddress,
    /// Owner from the start, when no proof is asked for.
    pub user_id: Option<UserId>,
    /// Now.
    pub now: Timestamp,
}

/// Stored addresses. Every address is there at most once, whoever owns it.
pub trait Emails {
    /// Finds one by its id.
    ///
    /// # Errors
    /// When the database fails.
    fn find(&mut self, id: EmailId) -> Result<Option<Email>, Fault>;

    /// Finds one by the address itself.
    ///
    /// # Errors
    /// When the database fails.
    fn find_by_address(&mut self, address: &EmailAddress) -> Result<Option<Email>, Fault>;

    /// How many addresses a user owns, proven or not.
    ///
    /// # Errors
    /// When the database fails.
    fn count_owned(&mut self, user_id: UserId) -> Result<i64, Fault>;

    /// Stores the address, or takes the row that is there; a row without an owner gets the given one.
    ///
    /// Of many callers at once, each gets the same row. The answer shows the row afterwards: another owner
    /// than the given one means that the address is taken.
    ///
    /// # Errors
    /// When the database fails.
    fn reserve(&mut self, email: &NewEmail) -> Result<Email, Fault>;

    /// Marks the address as proven by this user and makes the user its owner.
    ///
    /// `false` when it belongs to somebody else or is gone; nothing is changed then.
    ///
    /// # Errors
    /// When the database fails.
    fn prove(&mut self, id: EmailId, user_id: UserId, now: Timestamp) -> Result<bool, Fault>;

    /// Makes the address the user's primary one, unless the user has one; tells whether it did.
    ///
    /// # Errors
    /// When the database fails.
    fn make_first_primary(&mut self, id: EmailId, user_id: UserId, now: Timestamp) -> Result<bool, Fault>;

    /// Makes the address the user's primary one, whatever it was before; `mark` is for a user who had none.
    ///
    /// # Errors
    /// When the database fails.
    fn make_primary(&mut self, id: EmailId, user_id: UserId, mark: Uuid, now: Timestamp)
    -> Result<(), Fault>;

    /// Removes an address that is not primary; its passcodes go with it.
    ///
    /// # Errors
    /// When the database fails.
    fn remove(&mut self, id: EmailId) -> Result<(), Fault>;
}
