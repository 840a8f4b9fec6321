//! A sealer that only marks.

use zeroize::Zeroizing;

use crate::Fault;
use crate::outbox::Sealer;

/// Puts the name of a secret in front and inverts every bit; opens only what carries the same name.
#[derive(Clone, Copy, Debug, Default)]
pub struct FakeSealer {
    /// Name of the secret.
    pub secret: u8,
}

impl Sealer for FakeSealer {
    fn seal(&self, plain: &[u8]) -> Result<Vec<u8>, Fault> {
        Ok(std::iter::once(self.secret).chain(plain.iter().map(|byte| !byte)).collect())
    }

    fn open(&self, sealed: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
        let own = sealed.split_first().filter(|(secret, _)| **secret == self.secret);
        Ok(own.map(|(_, sealed)| Zeroizing::new(sealed.iter().map(|byte| !byte).collect())))
    }
}
