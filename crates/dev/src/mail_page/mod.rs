//! The mail page: takes the mails of a developer's server and shows them in a browser.

mod html;
mod mailbox;
mod request;
mod server;

pub use server::MailServer;

use std::net::SocketAddr;

use inkan_domain::outbox::{DeliveryError, Mailer, PasscodeMail};
use inkan_mail::Texts;
use mailbox::Mailbox;

/// Takes every mail in the place of an SMTP server; the newest 100 stay in memory.
pub struct MailPage {
    texts: Texts,
    address: SocketAddr,
    mailbox: Mailbox,
}

impl MailPage {
    /// Renders with these texts; `address` is where the page is served, for the log.
    #[must_use]
    pub fn new(texts: Texts, address: SocketAddr) -> Self {
        Self { texts, address, mailbox: Mailbox::default() }
    }
}

impl Mailer for MailPage {
    fn deliver(&self, mail: &PasscodeMail) -> Result<(), DeliveryError> {
        let number =
            self.mailbox.put(mail.to.as_str().to_owned(), mail.code.clone(), self.texts.render(mail));
        tracing::info!("a mail arrived: http://{}/messages/{number}", self.address);
        Ok(())
    }
}
