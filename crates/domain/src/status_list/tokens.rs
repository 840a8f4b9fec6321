//! Port: signing of status lists.

use super::StatusBits;
use crate::{Fault, Timestamp};

/// What is signed.
#[derive(Clone)]
pub struct StatusList<'list> {
    /// `sub`: the address of the list.
    pub uri: String,
    /// `iat`, cut to seconds.
    pub issued_at: Timestamp,
    /// `exp`, cut to seconds.
    pub expires_at: Timestamp,
    /// `ttl`: how long a copy may be used before it is fetched anew, in seconds.
    pub ttl_seconds: u32,
    /// The statuses.
    pub bits: &'list StatusBits,
}

/// A signed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedStatusList {
    /// The token, as it is sent.
    pub token: String,
    /// The `kid` of the key that signed it.
    pub key_id: String,
    /// Differs when anything but `iat` differs: letters, digits, `-` and `_`.
    pub tag: String,
}

/// Signs status lists with the key that signs session tokens, so that neither passes for the other.
pub trait StatusListTokens: Send + Sync {
    /// The `kid` of the key that signs now.
    fn key_id(&self) -> String;

    /// Signs a list.
    ///
    /// # Errors
    /// When no key can sign.
    fn sign(&self, list: &StatusList<'_>) -> Result<SignedStatusList, Fault>;
}
