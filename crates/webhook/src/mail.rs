//! A mail in an event `email.send` (webhooks-and-audit.md, "Events").

use std::fmt;

use inkan_domain::outbox::PasscodeMail;
use inkan_domain::webhook::MailAnnouncement;
use serde::Serialize;

/// The words of a mail, as they are or would be sent. Hold the code, so they do not print.
#[derive(Clone, Default)]
pub struct RenderedMailParts {
    /// The subject, one line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML document; not told when empty.
    pub html: String,
}

impl fmt::Debug for RenderedMailParts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RenderedMailParts(***)")
    }
}

/// Puts a mail into words, the same that are sent.
pub trait MailTexts: Send + Sync {
    /// Writes the mail in its language.
    fn render(&self, mail: &PasscodeMail) -> RenderedMailParts;
}

#[derive(Serialize)]
pub(crate) struct MailBody<'data> {
    subject: &'data str,
    body_plain: &'data str,
    #[serde(skip_serializing_if = "str::is_empty")]
    body: &'data str,
    to_email_address: &'data str,
    delivered_by_hanko: bool,
    accept_language: &'data str,
    /// The same header once more.
    language: &'data str,
    #[serde(rename = "type")]
    kind: &'static str,
    data: PasscodeBody<'data>,
}

#[derive(Serialize)]
struct PasscodeBody<'data> {
    #[serde(skip_serializing_if = "str::is_empty")]
    service_name: &'data str,
    #[serde(skip_serializing_if = "str::is_empty")]
    otp_code: &'data str,
    /// Seconds.
    #[serde(skip_serializing_if = "is_zero")]
    ttl: i64,
    /// Seconds since 1970 in UTC.
    #[serde(skip_serializing_if = "is_zero")]
    valid_until: i64,
}

impl<'data> MailBody<'data> {
    pub(crate) fn new(
        mail: &'data MailAnnouncement,
        parts: &'data RenderedMailParts,
        service_name: &'data str,
    ) -> Self {
        Self {
            subject: &parts.subject,
            body_plain: &parts.text,
            body: &parts.html,
            to_email_address: mail.to.as_str(),
            delivered_by_hanko: mail.is_delivered_here,
            accept_language: &mail.accept_language,
            language: &mail.accept_language,
            kind: "passcode",
            data: PasscodeBody {
                service_name,
                otp_code: mail.code.expose(),
                ttl: i64::from(mail.lifetime_seconds),
                valid_until: mail.valid_until.timestamp(),
            },
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes members so")]
const fn is_zero(number: &i64) -> bool {
    *number == 0
}
