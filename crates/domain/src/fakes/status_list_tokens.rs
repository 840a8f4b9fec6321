//! Status lists that can be read by anybody.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::Fault;
use crate::status_list::{SignedStatusList, StatusIndex, StatusList, StatusListTokens};

/// A signed list is its address, `iat`, `exp` and `ttl`, and the indices of all that have ended, with blanks
/// between.
#[derive(Debug, Default)]
pub struct FakeStatusListTokens {
    /// The number of the key that signs.
    pub key: AtomicU64,
    /// How many lists were signed.
    pub signed: AtomicU64,
}

impl StatusListTokens for FakeStatusListTokens {
    fn key_id(&self) -> String {
        self.key.load(Ordering::Relaxed).to_string()
    }

    fn sign(&self, list: &StatusList<'_>) -> Result<SignedStatusList, Fault> {
        self.signed.fetch_add(1, Ordering::Relaxed);
        let mut bits = list.bits.clone();
        let ended = (0..StatusIndex::LIST_SIZE).filter(|index| !bits.end(*index));
        let ended: Vec<_> = ended.map(|index| index.to_string()).collect();
        let (issued, expires) = (list.issued_at.timestamp(), list.expires_at.timestamp());
        Ok(SignedStatusList {
            token: format!("{} {issued} {expires} {} {}", list.uri, list.ttl_seconds, ended.join(" ")),
            key_id: self.key_id(),
            tag: format!("{}-{expires}-{}", self.key_id(), ended.join("-")),
        })
    }
}
