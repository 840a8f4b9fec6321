//! The mail as bytes: headers, parts, envelope.

use std::time::SystemTime;

use inkan_domain::outbox::PasscodeMail;
use inkan_domain::{Fault, Random, Timestamp};
use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

use crate::texts::RenderedMail;

/// A mail that is ready for the wire. Holds the code, so it does not print.
pub(crate) struct Composed {
    /// Sender and the one recipient.
    pub(crate) envelope: Envelope,
    /// Headers and body in ASCII, but for an address that is not.
    pub(crate) content: Vec<u8>,
}

/// Why a mail could not be put together.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ComposeError {
    /// The recipient is not exactly one bare addr-spec.
    #[error("the recipient is not an address that can be mailed to")]
    Recipient,
    /// No randomness.
    #[error("no random bytes: {0}")]
    Random(#[from] Fault),
    /// Cannot happen with the headers that we set.
    #[error("the mail cannot be put together")]
    Build,
}

/// Puts the mail together (contract 7, RFC 5322, RFC 2046 §5.1.4; RFC 3834 §5 for `Auto-Submitted`).
pub(crate) fn compose(
    mail: &PasscodeMail,
    rendered: RenderedMail,
    sender: &Mailbox,
    now: Timestamp,
    random: &dyn Random,
) -> Result<Composed, ComposeError> {
    let to = mailable(mail.to.as_str()).ok_or(ComposeError::Recipient)?;
    let (id, boundary) = (token(random)?, token(random)?);
    let envelope = Envelope::new(Some(sender.email.clone()), vec![to.clone()])
        .map_err(|_no_recipient| ComposeError::Build)?;
    let parts = MultiPart::alternative()
        .boundary(boundary)
        .singlepart(SinglePart::plain(rendered.text))
        .singlepart(SinglePart::html(rendered.html));
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    let message = Message::builder()
        .from(sender.clone())
        .to(Mailbox::new(None, to))
        .subject(rendered.subject)
        .date(SystemTime::from(now))
        .message_id(Some(format!("<{id}@{}>", sender.email.domain())))
        .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
        .envelope(envelope.clone())
        .multipart(parts)
        .map_err(|_incomplete| ComposeError::Build)?;
    Ok(Composed { envelope, content: message.formatted() })
}

/// Takes exactly one bare addr-spec (RFC 5322 §3.4.1), its domain in ASCII (RFC 5891), so that only a
/// local part that is not ASCII needs SMTPUTF8. Addresses that another program stored may hold anything.
pub(crate) fn mailable(text: &str) -> Option<Address> {
    let (local, domain) = text.rsplit_once('@')?;
    let is_hostile = |character: char| character.is_control() || "<>[](),;:\\\"@".contains(character);
    if local.contains(char::is_control) || domain.contains(is_hostile) {
        return None;
    }
    let domain = idna::domain_to_ascii(domain).ok()?;
    Address::new(local, domain).ok()
}

/// 128 random bits in hexadecimal.
fn token(random: &dyn Random) -> Result<String, Fault> {
    let mut bytes = [0; 16];
    random.fill(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_le_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use super::mailable;

    #[test]
    fn one_bare_address_is_mailable() {
        for (stored, wanted) in [
            ("ada@x.test", "ada@x.test"),
            ("o'o+tag@x.test", "o'o+tag@x.test"),
            ("\"a b\"@x.test", "\"a b\"@x.test"),
            ("\"a>, b@c\"@x.test", "\"a>, b@c\"@x.test"),
            ("ada@bücher.test", "ada@xn--bcher-kva.test"),
            ("ä@x.test", "ä@x.test"),
        ] {
            assert_eq!(mailable(stored).map(|address| address.to_string()).as_deref(), Some(wanted));
        }
    }

    #[test]
    fn nothing_else_is() {
        for stored in [
            "",
            "ada",
            "ada@",
            "@x.test",
            "ada@x.test\r\nBcc: eve@x.test",
            "ada\r\nBcc: eve@x.test",
            "ada@x.test\n",
            "ada@x.test, eve@x.test",
            "ada@x.test,eve@x.test",
            "ada@x.test;eve@x.test",
            "ada@x.test eve@x.test",
            "ada@x.test> NOTIFY=NEVER",
            "ada@x.test>\r\nRCPT TO:<eve@x.test",
            "ada> <eve@x.test",
            "<ada@x.test>",
            "Ada <ada@x.test>",
            "eve@x.test:ada@x.test",
            "ada@[x>y]",
            "ada@x.test (eve)",
            "\"a\r\n\"@x.test",
            "\"a\tb\"@x.test",
            "ada\0@x.test",
            "ada\u{85}@x.test",
            " ada@x.test",
            "ada@x.test ",
        ] {
            assert!(mailable(stored).is_none(), "{stored:?}");
        }
    }
}
