//! Signed status lists (IETF draft Token Status List 17, section 5.1).

use std::io::Write as _;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use inkan_domain::Fault;
use inkan_domain::status_list::{SignedStatusList, StatusBits, StatusList, StatusListTokens};
use openssl::sha::sha256;
use serde::Serialize;

use crate::key_ring::KeyRing;

/// `typ` of a status list; session tokens have another one.
const TYPE: &str = "statuslist+jwt";

/// Signs status lists with the key of the key ring whose turn it is.
pub struct JwtStatusListTokens {
    ring: Arc<KeyRing>,
}

#[derive(Serialize)]
struct Claims<'list> {
    sub: &'list str,
    iat: i64,
    exp: i64,
    ttl: u32,
    status_list: Statuses<'list>,
}

#[derive(Serialize)]
struct Statuses<'list> {
    bits: u8,
    lst: &'list str,
}

impl JwtStatusListTokens {
    /// Shares the key ring with the session tokens.
    #[must_use]
    pub const fn new(ring: Arc<KeyRing>) -> Self {
        Self { ring }
    }
}

impl StatusListTokens for JwtStatusListTokens {
    fn key_id(&self) -> String {
        self.ring.signing_kid()
    }

    fn sign(&self, list: &StatusList<'_>) -> Result<SignedStatusList, Fault> {
        let compressed = URL_SAFE_NO_PAD.encode(compress(list.bits).map_err(Fault::internal)?);
        let claims = Claims {
            sub: &list.uri,
            iat: list.issued_at.timestamp(),
            exp: list.expires_at.timestamp(),
            ttl: list.ttl_seconds,
            status_list: Statuses { bits: 1, lst: &compressed },
        };
        let payload = serde_json::to_vec(&claims).map_err(Fault::internal)?;
        let key = self.ring.signing()?;
        let token = key.sign_as(TYPE, &payload).map_err(Fault::internal)?;
        let said = serde_json::to_vec(&(&key.kid, Claims { iat: 0, ..claims })).map_err(Fault::internal)?;
        Ok(SignedStatusList { token, key_id: key.kid.clone(), tag: URL_SAFE_NO_PAD.encode(sha256(&said)) })
    }
}

/// The draft recommends the highest level of compression. Of a list in which one place in twenty has ended that takes
/// 68 ms instead of 4 ms for 6 % less, and a list is signed anew whenever a session of it ends.
const LEVEL: Compression = Compression::new(4);

/// DEFLATE in the ZLIB format (RFC 1950, RFC 1951).
fn compress(bits: &StatusBits) -> std::io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), LEVEL);
    encoder.write_all(bits.as_bytes())?;
    encoder.finish()
}
