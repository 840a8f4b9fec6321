//! One connection to the mail server.

use std::time::Duration;

use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter};
use tokio::time::timeout;

use super::failure::{Failure, Stage};
use crate::message::Composed;

/// How long a goodbye may take.
const FAREWELL: Duration = Duration::from_millis(500);

/// An open connection between two mails.
pub(super) struct Connection(AsyncSmtpConnection);

impl Connection {
    /// Takes over a connection that is ready for MAIL.
    pub(super) const fn new(smtp: AsyncSmtpConnection) -> Self {
        Self(smtp)
    }

    /// Announces the mail (RFC 5321 §3.3, RFC 6531 §3.4).
    pub(super) async fn announce(&mut self, mail: &Composed) -> Result<(), Failure> {
        let mut parameters = Vec::new();
        if !mail.content.is_ascii() {
            self.check_international(mail)?;
            parameters.push(MailParameter::SmtpUtfEight);
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let command = Mail::new(mail.envelope.from().cloned(), parameters);
        self.command(Stage::Sender, command).await
    }

    /// Hands over what was announced. Once this is done, the server has taken the mail.
    pub(super) async fn hand_over(&mut self, mail: &Composed) -> Result<(), Failure> {
        for recipient in mail.envelope.to() {
            self.command(Stage::Recipient, Rcpt::new(recipient.clone(), Vec::new())).await?;
        }
        self.command(Stage::Content, Data).await?;
        let accepted = self.0.message(&mail.content).await;
        accepted.map(|_reply| ()).map_err(|error| Failure::of(Stage::Content, &error))
    }

    /// Says goodbye and closes. Nobody waits long for the answer, and none is needed.
    pub(super) async fn close(mut self) {
        if let Err(_elapsed) = timeout(FAREWELL, self.0.abort()).await {
            tracing::debug!("the mail server did not say goodbye");
        }
    }

    /// Says goodbye while the caller goes on: what became of the mail is decided already.
    pub(super) fn close_in_background(self) {
        tokio::spawn(self.close());
    }

    /// Only addresses can be other than ASCII; headers and texts are encoded.
    fn check_international(&self, mail: &Composed) -> Result<(), Failure> {
        const REASON: &str = "the server does not take addresses that are not ASCII (SMTPUTF8)";
        let server = self.0.server_info();
        if server.supports_feature(Extension::SmtpUtfEight) {
            return Ok(());
        }
        let is_ours = mail.envelope.to().iter().all(|to| AsRef::<str>::as_ref(to).is_ascii());
        Err(if is_ours {
            Failure::transient(Stage::Sender, REASON)
        } else {
            Failure::permanent(Stage::Recipient, REASON)
        })
    }

    async fn command(&mut self, stage: Stage, command: impl std::fmt::Display) -> Result<(), Failure> {
        let reply = self.0.command(command).await;
        reply.map(|_reply| ()).map_err(|error| Failure::of(stage, &error))
    }
}
