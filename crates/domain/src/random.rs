//! Port: randomness.

use crate::Fault;

/// A cryptographically secure source of random bytes.
pub trait Random: Send + Sync {
    /// Fills the whole buffer with bytes that nobody can foretell.
    ///
    /// # Errors
    /// When the source fails; the buffer must not be used then.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), Fault>;
}
