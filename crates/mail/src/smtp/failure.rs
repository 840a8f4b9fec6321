//! Why a mail was not accepted, in words that hold neither address nor code.

use std::fmt::{self, Display};

use inkan_domain::outbox::{DeliveryError, PasscodeMail};
use lettre::transport::smtp::Error;

/// How far a delivery came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Name lookup and TCP.
    Connection,
    /// Greeting and EHLO.
    Greeting,
    /// STARTTLS and TLS handshake.
    Encryption,
    /// AUTH.
    Authentication,
    /// MAIL.
    Sender,
    /// RCPT.
    Recipient,
    /// DATA and what follows.
    Content,
}

impl Stage {
    const fn name(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Greeting => "greeting",
            Self::Encryption => "encryption",
            Self::Authentication => "authentication",
            Self::Sender => "MAIL",
            Self::Recipient => "RCPT",
            Self::Content => "DATA",
        }
    }

    /// Whether a refusal here means this mail, and not our configuration.
    const fn concerns_the_mail(self) -> bool {
        matches!(self, Self::Recipient | Self::Content)
    }
}

/// A delivery that failed. Not an error yet: the words may hold what nobody shall read.
pub(super) struct Failure {
    /// How far it came.
    pub(super) stage: Stage,
    is_permanent: bool,
    reason: String,
}

impl Failure {
    /// May work later.
    pub(super) fn transient(stage: Stage, reason: impl Display) -> Self {
        Self { stage, is_permanent: false, reason: reason.to_string() }
    }

    /// Will not work.
    pub(super) fn permanent(stage: Stage, reason: impl Display) -> Self {
        Self { stage, is_permanent: true, reason: reason.to_string() }
    }

    /// Judges a reply or a fault of the connection. 530 asks for authentication (RFC 4954 §6), which is
    /// our configuration wherever it comes.
    pub(super) fn of(stage: Stage, error: &Error) -> Self {
        let asks_for_authentication = error.status().is_some_and(|code| u16::from(code) == 530);
        let is_permanent = error.is_permanent() && stage.concerns_the_mail() && !asks_for_authentication;
        Self { stage, is_permanent, reason: error.to_string() }
    }

    /// The error for the outbox, with words that may be logged.
    pub(super) fn masked(self, mail: &PasscodeMail) -> DeliveryError {
        let refusal = Refusal(format!("{}: {}", self.stage.name(), mask(&self.reason, mail)));
        if self.is_permanent {
            DeliveryError::Permanent(Box::new(refusal))
        } else {
            DeliveryError::Transient(Box::new(refusal))
        }
    }
}

/// What is left to read.
#[derive(Debug)]
struct Refusal(String);

impl Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// Longest reason in characters.
const LENGTH: usize = 300;

/// Hides every word with an address, a part of the recipient's local part or the code: servers repeat them.
fn mask(reason: &str, mail: &PasscodeMail) -> String {
    let address = mail.to.as_str().to_lowercase();
    let local = address.rsplit_once('@').map_or(address.as_str(), |(local, _domain)| local);
    let names: Vec<&str> =
        local.split(|character: char| character.is_whitespace() || character == '"').collect();
    let words: Vec<&str> = reason
        .split_whitespace()
        .map(|word| if tells(&word.to_lowercase(), &names, mail.code.expose()) { "***" } else { word })
        .collect();
    words.join(" ").replace(char::is_control, "?").chars().take(LENGTH).collect()
}

fn tells(word: &str, names: &[&str], code: &str) -> bool {
    let bare = word.trim_matches(|character: char| !character.is_alphanumeric());
    let has_name = |name: &&str| match name.chars().count() {
        0 => false,
        1 | 2 => bare == *name,
        _ => word.contains(name),
    };
    word.contains('@') || word.contains("%40") || word.contains(code) || names.iter().any(has_name)
}

#[cfg(test)]
mod tests {
    use inkan_domain::Language;
    use inkan_domain::email::EmailAddress;
    use inkan_domain::outbox::PasscodeMail;
    use inkan_domain::passcode::Code;

    use super::{Failure, Stage};

    fn words(to: &str, reason: &str) -> String {
        let mail = PasscodeMail {
            to: EmailAddress::stored(to.to_owned()),
            language: Language::English,
            code: Code::typed("042917".to_owned()),
            lifetime_seconds: 300,
        };
        Failure::permanent(Stage::Recipient, reason).masked(&mail).to_string()
    }

    #[test]
    fn words_with_address_or_code_are_hidden() {
        for (to, reason, wanted) in [
            ("ada@x.test", "550 5.1.1 <Ada@X.test>: unknown", "550 5.1.1 *** unknown"),
            ("ada@x.test", "mailbox ada is full", "mailbox *** is full"),
            ("ada@x.test", "see https://h.test/?m=ada%40x.test", "see ***"),
            ("al@x.test", "(al) is also full", "*** is also full"),
            ("\"a dam\"@x.test", "<\"a dam\"@x.test> gone", "*** *** gone"),
            ("ada@x.test", "spam: \"Code 042917, for X\"", "spam: \"Code *** for X\""),
            ("ada@x.test", "other@y.test\r\nX\0Y", "*** X?Y"),
            ("no address", "no", "***"),
        ] {
            assert_eq!(words(to, reason), format!("not deliverable: RCPT: {wanted}"));
        }
    }

    #[test]
    fn long_replies_are_cut() {
        assert!(words("ada@x.test", &"x ".repeat(1000)).len() < 350);
    }
}
