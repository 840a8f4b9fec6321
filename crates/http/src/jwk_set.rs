//! Port: the published JWK Set.

use std::sync::Arc;

use actix_web::web::Bytes;

/// A JWK Set (RFC 7517 §5) ready to be sent.
#[derive(Clone, Debug)]
pub struct PublishedJwkSet {
    /// The JSON text, with a line feed at the end.
    pub(crate) body: Bytes,
    /// Its entity tag with quotes (RFC 9110 §8.8.3).
    pub(crate) etag: String,
}

impl PublishedJwkSet {
    /// Takes the JSON text, and an opaque tag without quotes that changes with it: letters, digits, `-`, `_`.
    #[must_use]
    pub fn new(mut document: String, tag: &str) -> Self {
        if !document.ends_with('\n') {
            document.push('\n');
        }
        Self { body: document.into(), etag: format!("\"{tag}\"") }
    }
}

/// Where the JWK Set comes from.
pub trait JwkSetSource: Send + Sync {
    /// The set as it is now. Must not block.
    fn current(&self) -> Arc<PublishedJwkSet>;

    /// For how many seconds it may be kept, as things stand.
    fn max_age(&self) -> u64;
}
