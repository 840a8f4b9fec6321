//! Mail: texts in every language and delivery over SMTP, on lettre.

mod message;
mod smtp;
mod texts;

pub use smtp::{MailSettingsError, Sender, SmtpMailer, SmtpSettings, Timeouts, Tls};
pub use texts::{RenderedMail, Texts, TextsError};
