//! The words of mails, for events.

use inkan_domain::outbox::PasscodeMail;
use inkan_mail::Texts;
use inkan_webhook::{MailTexts, RenderedMailParts};

/// Tells events in the words in which mails are sent.
pub(crate) struct MailWords(pub(crate) Texts);

impl MailTexts for MailWords {
    fn render(&self, mail: &PasscodeMail) -> RenderedMailParts {
        let rendered = self.0.render(mail);
        RenderedMailParts { subject: rendered.subject, text: rendered.text, html: rendered.html }
    }
}
