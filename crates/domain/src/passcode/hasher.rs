//! Port: hashes of codes.

use std::fmt;

use super::Code;
use crate::{Fault, PasscodeId};

/// The hash of a code as it is stored. Cannot be printed: six digits are quickly tried.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeHash(String);

impl CodeHash {
    /// Takes over a stored hash, or one just made.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text that is stored, at most 255 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CodeHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CodeHash(***)")
    }
}

/// Hashes codes under a secret of the server.
pub trait CodeHasher: Send + Sync {
    /// Hashes a code of this passcode; the same code of another passcode has another hash.
    ///
    /// # Errors
    /// When hashing itself fails.
    fn hash(&self, id: PasscodeId, code: &Code) -> Result<CodeHash, Fault>;

    /// Whether the code is the one behind the hash, compared in constant time. Also knows the hashes of the
    /// reference (bcrypt), which take long: never called inside a unit of work. A hash that cannot be read
    /// fits no code.
    ///
    /// # Errors
    /// When hashing itself fails.
    fn matches(&self, id: PasscodeId, code: &Code, hash: &CodeHash) -> Result<bool, Fault>;
}
