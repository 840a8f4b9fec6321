//! A sealer that only marks.

use zeroize::Zeroizing;

use crate::Fault;
use crate::outbox::Sealer;

/// Puts the name of a secret in front and inverts every bit; opens only what carries a name that it knows.
#[derive(Clone, Copy, Debug, Default)]
pub struct FakeSealer {
    /// Name of the secret that seals.
    pub secret: u8,
    /// Name of another one that opens.
    pub older: Option<u8>,
}

impl Sealer for FakeSealer {
    fn seal(&self, plain: &[u8]) -> Result<Vec<u8>, Fault> {
        Ok(std::iter::once(self.secret).chain(plain.iter().map(|byte| !byte)).collect())
    }

    fn is_current(&self, sealed: &[u8]) -> Result<bool, Fault> {
        Ok(sealed.first() == Some(&self.secret))
    }

    fn open(&self, sealed: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
        let opens = |secret: u8| secret == self.secret || self.older == Some(secret);
        let own = sealed.split_first().filter(|(secret, _)| opens(**secret));
        Ok(own.map(|(_, sealed)| Zeroizing::new(sealed.iter().map(|byte| !byte).collect())))
    }
}
