//! Port: signing and verifying session tokens.

use super::{SessionClaims, VerifiedClaims};
use crate::{Fault, Secret, Timestamp};

/// A signed session token: whoever has it is logged in.
pub type SessionToken = Secret;

/// Signs and verifies session tokens.
pub trait SessionTokens: Send + Sync {
    /// Signs the claims with the newest key.
    ///
    /// # Errors
    /// When no key can sign.
    fn sign(&self, claims: &SessionClaims) -> Result<SessionToken, Fault>;

    /// The claims of a genuine session token (contract 3.4, B-26); `None` for everything else: foreign keys
    /// and algorithms, `crit`, wrong times, tokens without `session_id`. May ask the storage once when the
    /// key is not known, so no unit of work is open meanwhile.
    ///
    /// # Errors
    /// When the keys cannot be read.
    fn verify(&self, token: &str, now: Timestamp) -> Result<Option<VerifiedClaims>, Fault>;
}
