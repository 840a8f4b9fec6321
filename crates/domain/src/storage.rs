//! Ports: the database as a whole.

use crate::Fault;
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

/// The stored things behind one connection.
///
/// Holding two of these at a time may wait for ever when everybody does: a use case drops one before it
/// asks for the next (contract B-2).
pub trait Repositories {
    /// Accounts.
    fn users(&mut self) -> &mut dyn Users;
    /// Addresses.
    fn emails(&mut self) -> &mut dyn Emails;
    /// Open passcodes.
    fn passcodes(&mut self) -> &mut dyn Passcodes;
    /// Sessions.
    fn sessions(&mut self) -> &mut dyn Sessions;
    /// Messages that wait to be delivered.
    fn outbox(&mut self) -> &mut dyn Outbox;
    /// The audit log.
    fn audit_records(&mut self) -> &mut dyn AuditRecords;
    /// Passwords.
    fn passwords(&mut self) -> &mut dyn Passwords;
    /// One-time tokens.
    fn one_time_tokens(&mut self) -> &mut dyn OneTimeTokens;
    /// Hooks that administrators made.
    fn webhook_subscriptions(&mut self) -> &mut dyn WebhookSubscriptions;
    /// Keys of administrators.
    fn api_keys(&mut self) -> &mut dyn ApiKeys;
    /// Encrypted signing keys.
    fn signing_keys(&mut self) -> &mut dyn SigningKeys;
    /// Places of sessions in the status lists.
    fn session_statuses(&mut self) -> &mut dyn SessionStatuses;
}

/// Writes that become visible together on `commit`; dropping it undoes them.
pub trait UnitOfWork: Repositories {
    /// Makes every write of this unit of work durable and visible.
    ///
    /// # Errors
    /// When the database refuses or is lost; then none of the writes counts, unless the connection broke
    /// in the very moment of the commit.
    fn commit(self: Box<Self>) -> Result<(), Fault>;
}

/// The way to the database.
pub trait Storage: Send + Sync {
    /// Starts a unit of work. Waits for a connection no longer than the configured time.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] when no connection can be had in time.
    fn begin(&self) -> Result<Box<dyn UnitOfWork + '_>, Fault>;

    /// Takes a connection on which every call stands for itself and is durable when it returns.
    ///
    /// # Errors
    /// As [`Storage::begin`].
    fn direct(&self) -> Result<Box<dyn Repositories + '_>, Fault>;

    /// Asks the database for a sign of life and for the tables that every operation needs.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] when it does not answer within a second or the schema is not there.
    fn check(&self) -> Result<(), Fault>;
}
