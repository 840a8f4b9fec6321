//! Port: encryption of what waits.

use zeroize::Zeroizing;

use crate::Fault;

/// Encrypts payloads under the secrets of the server.
pub trait Sealer: Send + Sync {
    /// Encrypts and protects against change; the same text is sealed differently each time.
    ///
    /// # Errors
    /// When encryption itself fails.
    fn seal(&self, plain: &[u8]) -> Result<Vec<u8>, Fault>;

    /// Whether this was sealed under the secret that seals now.
    ///
    /// # Errors
    /// When decryption itself fails.
    fn is_current(&self, sealed: &[u8]) -> Result<bool, Fault>;

    /// Decrypts what any of the secrets sealed; `None` when no secret opens it.
    ///
    /// # Errors
    /// When decryption itself fails.
    fn open(&self, sealed: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, Fault>;
}
