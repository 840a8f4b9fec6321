//! `inkan jwk create`.

use crate::cli::Jwk;
use crate::commands::{load, say};
use crate::start_error::StartError;

/// Prints a new private key with the id `key1`, as the reference does; it is stored nowhere.
pub(super) fn run(action: &Jwk) -> Result<(), StartError> {
    let Jwk::Create { source } = action;
    let bits = load(source)?.configuration.secrets.key_size;
    say("create called")?;
    let size = inkan_token::RsaKeySize::of_bits(bits).unwrap_or_default();
    say(&inkan_token::private_jwk(size, "key1")?)
}
