//! Port: stored passcodes.

use super::{LoginFacts, Passcode};
use crate::{EmailId, Fault, PasscodeId, Timestamp, UserId};

/// An attempt that was counted and may now be judged.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The passcode.
    pub passcode: Passcode,
    /// Which attempt this is: 1 to [`Passcode::MOST_ATTEMPTS`].
    pub number: i32,
    /// What decides whether the user may use the address.
    pub facts: LoginFacts,
}

/// Stored passcodes. Rows without a user or an address (other programs write such) are not seen here.
pub trait Passcodes {
    /// Stores a new passcode that was not tried yet; `false`, and nothing is stored, when user or address are
    /// gone. The unit of work must not be committed then.
    ///
    /// # Errors
    /// When the database fails.
    fn add(&mut self, passcode: &Passcode) -> Result<bool, Fault>;

    /// Counts an attempt before anybody judges it (contract B-5). `None`, and nothing is counted, when the
    /// passcode is unknown, has expired, or was tried as often as it may be. However many ask at once, each
    /// number is given once.
    ///
    /// # Errors
    /// When the database fails.
    fn count_attempt(&mut self, id: PasscodeId, now: Timestamp) -> Result<Option<Attempt>, Fault>;

    /// Takes a counted attempt back: its code was right, but it was refused for another reason.
    ///
    /// # Errors
    /// When the database fails.
    fn take_attempt_back(&mut self, id: PasscodeId, now: Timestamp) -> Result<(), Fault>;

    /// Finds a passcode without counting.
    ///
    /// # Errors
    /// When the database fails.
    fn find(&mut self, id: PasscodeId) -> Result<Option<Passcode>, Fault>;

    /// What decides whether this user may use this address, as it is now; `None` when either is gone.
    ///
    /// # Errors
    /// When the database fails.
    fn login_facts(&mut self, user_id: UserId, email_id: EmailId) -> Result<Option<LoginFacts>, Fault>;

    /// When the passcode that lasts longest ends; `None` when there is none.
    ///
    /// # Errors
    /// When the database fails.
    fn last_end(&mut self) -> Result<Option<Timestamp>, Fault>;

    /// Removes a passcode; `true` for exactly one of those who ask at once.
    ///
    /// # Errors
    /// When the database fails.
    fn remove(&mut self, id: PasscodeId) -> Result<bool, Fault>;
}
