//! Delivery over SMTP (RFC 5321).

mod connection;
mod connector;
mod failure;
mod mailer;
mod pool;
mod settings;
mod wire;

pub use mailer::SmtpMailer;
pub use settings::{MailSettingsError, Sender, SmtpSettings, Timeouts, Tls};
