//! What can be in the outbox.

use crate::Language;
use crate::email::EmailAddress;
use crate::passcode::Code;
use crate::webhook::WebhookMessage;

/// A message of any kind.
#[derive(Clone, Debug)]
pub enum OutboxMessage {
    /// A mail with a passcode.
    PasscodeMail(PasscodeMail),
    /// An event for a webhook.
    Webhook(WebhookMessage),
}

/// The mail that carries a passcode; rendered when it is delivered.
#[derive(Clone, Debug)]
pub struct PasscodeMail {
    /// Recipient.
    pub to: EmailAddress,
    /// Language of the text.
    pub language: Language,
    /// The code.
    pub code: Code,
    /// Lifetime of the code in seconds, as configured.
    pub lifetime_seconds: i32,
}

impl PasscodeMail {
    /// The lifetime in whole minutes, rounded to the nearest (contract 7).
    #[must_use]
    pub const fn lifetime_minutes(&self) -> i32 {
        (self.lifetime_seconds + 30) / 60
    }
}
