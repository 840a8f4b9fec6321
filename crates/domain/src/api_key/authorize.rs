//! Use case: may this administrator do that? (admin-api.md, "Access control")

use std::sync::Arc;

use chrono::TimeDelta;

use super::{ApiKey, Scope};
use crate::{Clock, Fault, Secret, Storage};

/// SHA-256 of a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyDigest(pub [u8; 32]);

impl std::fmt::Debug for KeyDigest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("KeyDigest(***)")
    }
}

impl KeyDigest {
    /// Compares without telling by the time where two digests differ.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).fold(0, |difference, (left, right)| difference | (left ^ right)) == 0
    }
}

/// Port: how keys are written.
pub trait KeyCodec: Send + Sync {
    /// 32 random bytes as a key that can be put into a header.
    fn encode(&self, bytes: &[u8; 32]) -> Secret;

    /// SHA-256 of a key as it is written.
    fn digest(&self, key: &Secret) -> KeyDigest;
}

/// Why an administrator is refused.
#[derive(Debug, thiserror::Error)]
pub enum AuthorizeAdminError {
    /// No key, or one that is not known any more.
    #[error("no valid key")]
    Unauthenticated,
    /// The key may not do this.
    #[error("missing scope: {}", .0.as_str())]
    MissingScope(Scope),
    /// An adapter failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Checks keys of the admin API.
pub struct AuthorizeAdmin {
    /// Where keys are.
    pub storage: Arc<dyn Storage>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes the digest of a key.
    pub codec: Arc<dyn KeyCodec>,
    /// Digests of keys from the configuration; they may do everything.
    pub configured: Vec<KeyDigest>,
    /// Whether no key is asked for at all (`admin.auth: none`).
    pub is_open: bool,
}

impl AuthorizeAdmin {
    /// The last use of a key is written anew only when it is older than this.
    const TOUCH: TimeDelta = TimeDelta::minutes(1);

    /// Lets a request that brought `key` do what needs `scope`.
    ///
    /// # Errors
    /// [`AuthorizeAdminError`].
    pub fn execute(&self, key: Option<&Secret>, scope: Scope) -> Result<(), AuthorizeAdminError> {
        if self.is_open {
            return Ok(());
        }
        let key = key.ok_or(AuthorizeAdminError::Unauthenticated)?;
        let digest = self.codec.digest(key);
        // Every configured key is compared, whichever fits.
        if self.configured.iter().filter(|configured| configured.is(&digest)).count() > 0 {
            return Ok(());
        }
        let now = self.clock.now();
        let mut direct = self.storage.direct()?;
        let found = direct.api_keys().find(&digest)?.filter(|found| !found.has_expired(now));
        let found: ApiKey = found.ok_or(AuthorizeAdminError::Unauthenticated)?;
        if !found.scopes.iter().any(|held| held.allows(scope)) {
            return Err(AuthorizeAdminError::MissingScope(scope));
        }
        if found.last_used_at.is_none_or(|last_used_at| now - last_used_at > Self::TOUCH) {
            direct.api_keys().touch(found.id, now)?;
        }
        Ok(())
    }
}
