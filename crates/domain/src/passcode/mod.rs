//! Passcodes: six digits by mail, good for one session.

mod code;
mod finalize_login;
#[cfg(test)]
mod guess_limit_tests;
mod hasher;
mod initialize_login;
mod login;
#[cfg(test)]
mod login_tests;
mod repository;

pub use code::Code;
pub use finalize_login::{FinalizePasscodeLogin, FinalizePasscodeLoginError, FinalizeRequest, PasscodeLogin};
pub use hasher::{CodeHash, CodeHasher};
pub use initialize_login::{
    InitializePasscodeLogin, InitializePasscodeLoginError, InitializeRequest, MailDelivery, OpenedPasscode,
};
pub use login::{LoginFacts, Permission};
pub use repository::{Added, Attempt, Counted, Passcodes};

use chrono::TimeDelta;

use crate::{EmailId, PasscodeId, Timestamp, UserId};

/// A stored passcode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passcode {
    /// Its id, which the client gets.
    pub id: PasscodeId,
    /// Who logs in.
    pub user_id: UserId,
    /// The address that the code was sent to.
    pub email_id: EmailId,
    /// Lifetime from `created_at` on, in seconds.
    pub lifetime_seconds: i32,
    /// Hash of the code.
    pub code_hash: CodeHash,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Passcode {
    /// How many guesses one passcode stands (NIST SP 800-63B §5.2.2, contract 10.3).
    pub const MOST_ATTEMPTS: i32 = 3;

    /// The last moment at which the code is good.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.created_at + TimeDelta::seconds(i64::from(self.lifetime_seconds))
    }

    /// Whether the lifetime was over before this moment.
    #[must_use]
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.expires_at() < now
    }
}
