//! The JWK Set that is published (contract 10.18, RFC 7517 §5).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openssl::sha::sha256;
use serde::Serialize;

use crate::signing_key::PublicJwk;

/// The answer of `GET /.well-known/jwks.json`, made once for each set of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedKeys {
    /// JSON with a line feed at its end; the keys in the order of their rows.
    pub body: Vec<u8>,
    /// Strong validator of the body with its quotes (RFC 9110 §8.8.3).
    pub etag: String,
}

#[derive(Serialize)]
struct JwkSet<'keys> {
    keys: Vec<&'keys PublicJwk>,
}

impl PublishedKeys {
    pub(crate) fn of<'keys>(keys: impl IntoIterator<Item = &'keys PublicJwk>) -> serde_json::Result<Self> {
        let mut body = serde_json::to_vec(&JwkSet { keys: keys.into_iter().collect() })?;
        body.push(b'\n');
        let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(sha256(&body)));
        Ok(Self { body, etag })
    }
}
