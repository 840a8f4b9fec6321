//! The key ring as the source of the published JWK Set.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::TimeDelta;
use inkan_domain::signing_key::KEY_LAG;
use inkan_http::{JwkSetSource, PublishedJwkSet};
use inkan_token::{KeyRing, PublishedKeys};

/// Gives the set of the key ring, made into an answer once for each change of the keys.
pub(crate) struct KeyRingJwkSet {
    ring: Arc<KeyRing>,
    max_age: TimeDelta,
    last: RwLock<(Arc<PublishedKeys>, Arc<PublishedJwkSet>)>,
}

impl KeyRingJwkSet {
    /// Publishes the keys of the ring, for consumers to keep so long.
    pub(crate) fn new(ring: Arc<KeyRing>, max_age: TimeDelta) -> Self {
        let keys = ring.jwks();
        let set = published(&keys);
        Self { ring, max_age, last: RwLock::new((keys, set)) }
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

    /// Keys that could not be read lately are kept for that much less, so that nobody holds a set without the
    /// next key when that signs.
    fn max_age(&self) -> u64 {
        let age = self.ring.age();
        let kept = if age > KEY_LAG { self.max_age - age } else { self.max_age };
        u64::try_from(kept.num_seconds()).unwrap_or_default()
    }
}
