//! E-mail addresses of accounts.

mod address;
mod create;
mod delete;
mod repository;
mod set_primary;
#[cfg(test)]
mod tests;

pub use address::EmailAddress;
pub use create::{CreateEmail, CreateEmailError};
pub use delete::{DeleteEmail, DeleteEmailError};
pub use repository::{Emails, NewEmail};
pub use set_primary::{SetPrimaryEmail, SetPrimaryEmailError};

use crate::{EmailId, Timestamp, UserId};

/// A stored address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// Id of the row.
    pub id: EmailId,
    /// The owner; nobody owns an address that was only asked for (contract 2, states of an address).
    pub user_id: Option<UserId>,
    /// The address, in lower case.
    pub address: EmailAddress,
    /// Whether a passcode, a provider or an administrator proved it.
    pub is_verified: bool,
    /// Whether it is the primary address of its owner.
    pub is_primary: bool,
    /// When it was first asked for.
    pub created_at: Timestamp,
    /// When its row was last written.
    pub updated_at: Timestamp,
}
