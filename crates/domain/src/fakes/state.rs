//! The rows of the fake database.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::api_key::ApiKey;
use crate::audit::AuditRecord;
use crate::email::Email;
use crate::one_time_token::OneTimeToken;
use crate::outbox::NewMessage;
use crate::passcode::Passcode;
use crate::password::PasswordHash;
use crate::session::Session;
use crate::signing_key::{GoneKey, StoredKey};
use crate::status_list::StatusIndex;
use crate::{EmailId, OutboxId, PasscodeId, SessionId, Timestamp, UserId};

/// Every row there is. Tests may put rows in and look at them.
#[derive(Clone, Debug, Default)]
pub struct FakeState {
    /// Accounts with the time of their creation.
    pub users: BTreeMap<UserId, Timestamp>,
    /// Accounts with a user name, password, credential, TOTP secret or identity.
    pub users_with_other_credentials: Vec<UserId>,
    /// User names.
    pub usernames: BTreeMap<UserId, (Uuid, String)>,
    /// Hashes of passwords.
    pub passwords: BTreeMap<UserId, PasswordHash>,
    /// One-time tokens by their value.
    pub one_time_tokens: BTreeMap<String, OneTimeToken>,
    /// Enabled hooks of administrators, each with one text that it subscribed to.
    pub webhooks: Vec<(Uuid, String)>,
    /// Keys of administrators.
    pub api_keys: Vec<ApiKey>,
    /// Addresses; which one is primary is marked in the row.
    pub emails: BTreeMap<EmailId, Email>,
    /// Passcodes with their counted attempts.
    pub passcodes: BTreeMap<PasscodeId, (Passcode, i32)>,
    /// When the bucket of guesses of an account is full again.
    pub guesses: BTreeMap<String, Timestamp>,
    /// Sessions with their last use.
    pub sessions: BTreeMap<SessionId, (Session, Timestamp)>,
    /// Messages with attempts and the time when they are due.
    pub outbox: BTreeMap<OutboxId, (NewMessage, i32, Timestamp)>,
    /// Entries of the audit log.
    pub audit_records: Vec<AuditRecord>,
    /// Signing keys.
    pub signing_keys: Vec<StoredKey>,
    /// Signing keys that are no more.
    pub gone_keys: Vec<GoneKey>,
    /// Places in the status lists with the sessions that took them.
    pub session_statuses: BTreeMap<StatusIndex, SessionId>,
    /// How many places were drawn.
    pub drawn_statuses: u32,
}

impl FakeState {
    /// The user's primary address.
    #[must_use]
    pub fn primary_email(&self, user_id: UserId) -> Option<&Email> {
        self.emails.values().find(|email| email.user_id == Some(user_id) && email.is_primary)
    }
}
