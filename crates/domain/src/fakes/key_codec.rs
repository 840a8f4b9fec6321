//! Keys that are easily read.

use crate::Secret;
use crate::api_key::{KeyCodec, KeyDigest};

/// Writes bytes as decimal numbers; the digest is the first 32 bytes of the key, zeros behind it.
#[derive(Debug, Default)]
pub struct FakeKeyCodec;

impl KeyCodec for FakeKeyCodec {
    fn encode(&self, bytes: &[u8; 32]) -> Secret {
        Secret::new(bytes.map(|byte| byte.to_string()).join("-"))
    }

    fn digest(&self, key: &Secret) -> KeyDigest {
        let mut digest = [0; 32];
        for (byte, value) in digest.iter_mut().zip(key.expose().bytes()) {
            *byte = value;
        }
        KeyDigest(digest)
    }
}
