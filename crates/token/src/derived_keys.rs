//! Keys of their own for every purpose, derived from `secrets.keys` (HKDF-SHA-256, RFC 5869).

use inkan_domain::{Fault, Secret};
use openssl::error::ErrorStack;
use openssl::md::Md;
use openssl::pkey::Id;
use openssl::pkey_ctx::PkeyCtx;
use zeroize::Zeroizing;

use crate::aead::Key;

/// One key for each secret, in their order; `info` names the purpose.
pub(crate) fn derive_all(secrets: &[Secret], info: &str) -> Result<Vec<Key>, Fault> {
    if secrets.is_empty() {
        return Err(Fault::internal("secrets.keys is empty"));
    }
    secrets
        .iter()
        .map(|secret| derive(secret.expose().as_bytes(), info.as_bytes()))
        .collect::<Result<_, _>>()
        .map_err(Fault::internal)
}

fn derive(secret: &[u8], info: &[u8]) -> Result<Key, ErrorStack> {
    let mut key = Zeroizing::new([0; 32]);
    let mut context = PkeyCtx::new_id(Id::HKDF)?;
    context.derive_init()?;
    context.set_hkdf_md(Md::sha256())?;
    context.set_hkdf_key(secret)?;
    context.add_hkdf_info(info)?;
    context.derive(Some(&mut key[..]))?;
    Ok(key)
}
