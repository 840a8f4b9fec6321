//! The key ring as the source of the published JWK Set.

use std::sync::{Arc, PoisonError, RwLock};

use inkan_http::{JwkSetSource, PublishedJwkSet};
use inkan_token::{KeyRing, PublishedKeys};

/// Gives the set of the key ring, made into an answer once for each change of the keys.
pub(crate) struct KeyRingJwkSet {
    ring: Arc<KeyRing>,
    last: RwLock<(Arc<PublishedKeys>, Arc<PublishedJwkSet>)>,
}

impl KeyRingJwkSet {
    /// Publishes the keys of the ring.
    pub(crate) fn new(ring: Arc<KeyRing>) -> Self {
        let keys = ring.jwks();
        let set = published(&keys);
        Self { ring, last: RwLock::new((keys, set)) }
    }
}

fn published(keys: &PublishedKeys) -> Arc<PublishedJwkSet> {
    let document = String::from_utf8_lossy(&keys.body).into_owned();
    Arc::new(PublishedJwkSet::new(document, keys.etag.trim_matches('"')))
}

impl JwkSetSource for KeyRingJwkSet {
    fn current(&self) -> Arc<PublishedJwkSet> {
        let keys = self.ring.jwks();
        let last = self.last.read().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&last.0, &keys) {
            return Arc::clone(&last.1);
        }
        drop(last);
        let set = published(&keys);
        *self.last.write().unwrap_or_else(PoisonError::into_inner) = (keys, Arc::clone(&set));
        set
    }
}
