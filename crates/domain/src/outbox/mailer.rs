//! Port: mail.

use std::error::Error;

use super::PasscodeMail;

/// Why a mail was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// May work later: no connection, greylisting, too many mails (SMTP 4xx, RFC 5321 §4.2.1).
    #[error("not delivered for now: {0}")]
    Transient(#[source] Box<dyn Error + Send + Sync>),
    /// Will not work: the recipient or the mail is refused (SMTP 5xx).
    #[error("not deliverable: {0}")]
    Permanent(#[source] Box<dyn Error + Send + Sync>),
}

/// Hands mails over to a mail server.
pub trait Mailer: Send + Sync {
    /// Renders the mail and returns once the mail server has accepted it. Bounded in time by the
    /// implementation (well below the lease of a claimed message). Called from threads that may block.
    ///
    /// # Errors
    /// [`DeliveryError`] tells whether trying again makes sense.
    fn deliver(&self, mail: &PasscodeMail) -> Result<(), DeliveryError>;
}
