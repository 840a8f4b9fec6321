//! AES-256-GCM in one piece: nonce, cipher text and tag (NIST SP 800-38D).

use inkan_domain::Fault;
use openssl::symm::{Cipher, decrypt_aead, encrypt_aead};
use zeroize::Zeroizing;

/// A key of 256 bits.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// Length of a nonce in bytes.
pub(crate) const NONCE: usize = 12;
const TAG: usize = 16;

/// `nonce ‖ cipher text ‖ tag` without additional data. A nonce must never come twice under one key.
pub(crate) fn seal(key: &Key, nonce: [u8; NONCE], plain: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut tag = [0; TAG];
    let cipher_text = encrypt_aead(Cipher::aes_256_gcm(), &key[..], Some(&nonce), &[], plain, &mut tag)
        .map_err(Fault::internal)?;
    Ok([&nonce[..], &cipher_text, &tag].concat())
}

/// What was sealed under one of the keys, the first that fits; `None` when none does.
pub(crate) fn open<'keys>(
    keys: impl IntoIterator<Item = &'keys Key>,
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, rest) = sealed.split_at_checked(NONCE)?;
    let (cipher_text, tag) = rest.split_at_checked(rest.len().checked_sub(TAG)?)?;
    keys.into_iter().find_map(|key| {
        decrypt_aead(Cipher::aes_256_gcm(), &key[..], Some(nonce), &[], cipher_text, tag)
            .ok()
            .map(Zeroizing::new)
    })
}
