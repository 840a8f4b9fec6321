//! How keys of administrators are written.

use inkan_domain::Secret;
use inkan_domain::api_key::{KeyCodec, KeyDigest};
use openssl::base64::encode_block;
use openssl::sha::sha256;

/// Writes `inkan_` and 43 characters of base64url, so that a leaked key is recognised by scanners.
#[derive(Debug, Default)]
pub(crate) struct ApiKeyCodec;

impl KeyCodec for ApiKeyCodec {
    fn encode(&self, bytes: &[u8; 32]) -> Secret {
        let text = encode_block(bytes).replace('+', "-").replace('/', "_");
        Secret::new(format!("inkan_{}", text.trim_end_matches('=')))
    }

    fn digest(&self, key: &Secret) -> KeyDigest {
        KeyDigest(sha256(key.expose().as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use inkan_domain::api_key::KeyCodec;

    use super::ApiKeyCodec;

    #[test]
    fn a_key_can_be_put_into_a_header() {
        let key = ApiKeyCodec.encode(&[0xfb; 32]);
        assert_eq!(key.expose().len(), 49);
        assert!(key.expose().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        assert_ne!(ApiKeyCodec.digest(&key).0, [0; 32]);
    }
}
