//! Port: stored passcodes.

use super::{LoginFacts, Passcode};
use crate::rate_limit::{Allowance, GuessLimit};
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
    /// What is left of the account's guesses after this one; `None` without a limit.
    pub allowance: Option<Allowance>,
}

/// What became of an attempt.
#[derive(Clone, Debug)]
pub enum Counted {
    /// It was counted and may be judged.
    Attempt(Box<Attempt>),
    /// There were too many wrong guesses at passcodes of the account; nothing was counted.
    Held(Allowance),
    /// The passcode is unknown, has expired, or was tried as often as it may be; nothing was counted.
    Nothing,
}

/// What became of a new passcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is stored.
    Stored,
    /// There were too many wrong guesses at passcodes of the account; nothing was stored.
    Held(Allowance),
    /// User or address are gone; nothing was stored, and the unit of work must not be committed.
    Gone,
}

/// Stored passcodes. Rows without a user or an address (other programs write such) are not seen here.
///
/// Guesses are counted for an account: all passcodes of the user, when the address is theirs; otherwise all
/// passcodes for the address, whoever asks for them, since a right code gives the address away. All replicas
/// count together.
pub trait Passcodes {
    /// Stores a new passcode that was not tried yet.
    ///
    /// # Errors
    /// When the database fails.
    fn add(&mut self, passcode: &Passcode, limit: Option<&GuessLimit>) -> Result<Added, Fault>;

    /// Counts an attempt, at the passcode and for its account, before anybody judges it (contract B-5).
    /// However many ask at once, each number is given once, and no account gets more guesses than its limit.
    ///
    /// # Errors
    /// When the database fails.
    fn count_attempt(
        &mut self,
        id: PasscodeId,
        limit: Option<&GuessLimit>,
        now: Timestamp,
    ) -> Result<Counted, Fault>;

    /// Takes a counted attempt back, at the passcode and for its account: its code was right, but it was
    /// refused for another reason.
    ///
    /// # Errors
    /// When the database fails.
    fn take_attempt_back(
        &mut self,
        id: PasscodeId,
        limit: Option<&GuessLimit>,
        now: Timestamp,
    ) -> Result<(), Fault>;

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

    /// Removes a passcode whose code was right and takes its attempt back for the account, whose other guesses
    /// stay counted; `true` for exactly one of those who ask at once.
    ///
    /// # Errors
    /// When the database fails.
    fn spend(&mut self, id: PasscodeId, limit: Option<&GuessLimit>) -> Result<bool, Fault>;

    /// Removes a passcode; `true` for exactly one of those who ask at once.
    ///
    /// # Errors
    /// When the database fails.
    fn remove(&mut self, id: PasscodeId) -> Result<bool, Fault>;
}
