//! Passwords.

mod hasher;
mod login;
#[cfg(test)]
mod login_tests;
mod repository;
mod set;

pub use hasher::{PasswordHash, PasswordHasher};
pub use login::{LoginWithPassword, LoginWithPasswordError, PasswordLoginRequest};
pub use repository::Passwords;
pub use set::{SetPassword, SetPasswordError, SetPasswordOutcome};

use std::fmt;

use zeroize::Zeroizing;

/// A password as somebody typed it. Cannot be printed.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Longest password in bytes: bcrypt does not look further.
    pub const MOST_BYTES: usize = 72;

    /// Takes the text over, byte for byte: no normalisation (contract 10.5).
    #[must_use]
    pub fn typed(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text, for hashing.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it has fewer Unicode code points than this.
    #[must_use]
    pub fn is_shorter_than(&self, characters: u32) -> bool {
        let wanted = usize::try_from(characters).unwrap_or(usize::MAX);
        self.0.chars().take(wanted).count() < wanted
    }

    /// Whether it has more bytes than a hash takes in.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        self.0.len() > Self::MOST_BYTES
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(***)")
    }
}
