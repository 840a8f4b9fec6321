//! Which operation is limited by what.

use super::{Allowance, GuessLimit, RateLimit};

/// The limits that are in force; `None` for those that are off. The limiter switches off all but `guesses`.
#[derive(Clone, Copy, Debug, Default)]
pub struct RateLimits {
    /// `POST /passcode/login/initialize`, by user and client address.
    pub passcode: Option<RateLimit>,
    /// `POST /password/login`, by user and client address.
    pub password: Option<RateLimit>,
    /// `POST /token`, by client address.
    pub token: Option<RateLimit>,
    /// `POST /user`, by client address (contract B-32).
    pub lookup: Option<RateLimit>,
    /// `POST /users`, by client address (contract B-32).
    pub signup: Option<RateLimit>,
    /// Refused `POST /passcode/login/finalize`, by client address (contract B-32).
    pub failure: Option<RateLimit>,
    /// Mails to an address that no account has proven, by address (contract B-33).
    pub mail: Option<RateLimit>,
    /// Wrong codes at `POST /passcode/login/finalize`, by account.
    pub guesses: Option<GuessLimit>,
}

/// An outcome together with what the limiter said, which goes out in headers whatever the outcome is.
#[derive(Debug)]
pub struct Limited<T> {
    /// What the limiter said; `None` when the request did not reach it or it is off.
    pub allowance: Option<Allowance>,
    /// The outcome.
    pub outcome: T,
}
