//! Hashes that were imported from Firebase: `$fbscrypt$v=1,n=N,r=R,p=P,ss=SEPARATOR,sk=SIGNERKEY$SALT$HASH`
//! (database.md, "Hashes").

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use inkan_domain::password::Password;
use openssl::error::ErrorStack;
use openssl::symm::{Cipher, encrypt};
use openssl::{memcmp, pkcs5};
use zeroize::Zeroizing;

use crate::stored_hash::Unreadable;

const PREFIX: &str = "$fbscrypt$";

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Most that 2ⁿ·r·p may be, of 128 bytes each: twice of what Firebase allows at most.
const MOST_BLOCKS: u64 = 1 << 18;

/// Most memory that OpenSSL may take, in bytes; more than [`MOST_BLOCKS`] need.
const MOST_MEMORY: u64 = 1 << 26;

const KEY_BYTES: usize = 32;
const IV: [u8; 16] = [0; 16];

/// What a hash of Firebase says.
#[derive(Default)]
pub(crate) struct FirebaseHash {
    rounds: u64,
    block_size: u64,
    parallelism: u64,
    salt: Vec<u8>,
    signer_key: Zeroizing<Vec<u8>>,
    hash: Vec<u8>,
}

impl FirebaseHash {
    /// `None` when this is no hash of Firebase at all.
    pub(crate) fn parse(text: &str) -> Option<Result<Self, Unreadable>> {
        Some(Self::parse_rest(text.strip_prefix(PREFIX)?).ok_or(Unreadable::Form))
    }

    fn parse_rest(rest: &str) -> Option<Self> {
        let (parameters, rest) = rest.split_once('$')?;
        let (salt, hash) = rest.split_once('$')?;
        let mut parsed = Self { salt: bytes(salt)?, hash: bytes(hash)?, ..Self::default() };
        let mut separator = Vec::new();
        for parameter in parameters.split(',') {
            match parameter.split_once('=')? {
                ("v", "1") => {}
                ("n", exponent) => parsed.rounds = 1_u64.checked_shl(exponent.parse().ok()?)?,
                ("r", size) => parsed.block_size = size.parse().ok()?,
                ("p", parallelism) => parsed.parallelism = parallelism.parse().ok()?,
                ("ss", text) => separator = bytes(text)?,
                ("sk", text) => parsed.signer_key = Zeroizing::new(bytes(text)?),
                _ => return None,
            }
        }
        parsed.salt.extend(separator);
        parsed.is_sound().then_some(parsed)
    }

    /// An empty signer key would fit every password.
    fn is_sound(&self) -> bool {
        let blocks = self.block_size.checked_mul(self.parallelism);
        let blocks = blocks.and_then(|blocks| blocks.checked_mul(self.rounds)).unwrap_or(u64::MAX);
        self.rounds > 1
            && (1..=MOST_BLOCKS).contains(&blocks)
            && !self.signer_key.is_empty()
            && self.signer_key.len() == self.hash.len()
    }

    /// scrypt turns the password into a key; the hash is the signer key, encrypted under it.
    ///
    /// # Errors
    /// When OpenSSL fails, for instance for want of memory.
    pub(crate) fn matches(&self, password: &Password) -> Result<bool, ErrorStack> {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        let (rounds, block_size) = (self.rounds, self.block_size);
        let text = password.expose().as_bytes();
        pkcs5::scrypt(text, &self.salt, rounds, block_size, self.parallelism, MOST_MEMORY, &mut key[..])?;
        let made = encrypt(Cipher::aes_256_ctr(), &key[..], Some(&IV), &self.signer_key)?;
        Ok(made.len() == self.hash.len() && memcmp::eq(&made, &self.hash))
    }
}

/// Firebase writes base64 in either alphabet, with or without padding (RFC 4648 §4, §5).
fn bytes(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text.replace('-', "+").replace('_', "/")).ok()
}
