//! Messages as texts of JSON, which are sealed and then stored.

use inkan_domain::email::EmailAddress;
use inkan_domain::outbox::{OutboxMessage, PasscodeMail};
use inkan_domain::passcode::Code;
use inkan_domain::{Fault, Language};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Version that is written. A reader skips versions and kinds that it does not know.
const VERSION: u32 = 1;
const PASSCODE_MAIL: &str = "passcode_mail";

#[derive(Serialize, Deserialize)]
struct PasscodeMailJson<'text> {
    v: u32,
    kind: &'text str,
    to: String,
    language: &'text str,
    code: &'text str,
    lifetime_seconds: i32,
}

/// The kind under which a message is filed.
pub(crate) const fn kind(message: &OutboxMessage) -> &'static str {
    match message {
        OutboxMessage::PasscodeMail(_) => PASSCODE_MAIL,
    }
}

/// The text of a message; holds the code.
pub(crate) fn write(message: &OutboxMessage) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let OutboxMessage::PasscodeMail(mail) = message;
    let json = PasscodeMailJson {
        v: VERSION,
        kind: kind(message),
        to: mail.to.as_str().to_owned(),
        language: mail.language.tag(),
        code: mail.code.expose(),
        lifetime_seconds: mail.lifetime_seconds,
    };
    serde_json::to_vec(&json).map(Zeroizing::new).map_err(Fault::internal)
}

/// The message behind a text; `None` when another version wrote it.
pub(crate) fn read(text: &[u8]) -> Option<OutboxMessage> {
    let json: PasscodeMailJson<'_> = serde_json::from_slice(text).ok()?;
    if json.v != VERSION || json.kind != PASSCODE_MAIL {
        return None;
    }
    Some(OutboxMessage::PasscodeMail(PasscodeMail {
        to: EmailAddress::stored(json.to),
        language: Language::from_tag(json.language)?,
        code: Code::typed(json.code.to_owned()),
        lifetime_seconds: json.lifetime_seconds,
    }))
}

#[cfg(test)]
mod tests {
    use inkan_domain::Language;
    use inkan_domain::email::EmailAddress;
    use inkan_domain::outbox::{OutboxMessage, PasscodeMail};
    use inkan_domain::passcode::Code;

    use super::{read, write};

    fn mail() -> OutboxMessage {
        OutboxMessage::PasscodeMail(PasscodeMail {
            to: EmailAddress::stored("\"a\\\"b\"@inkan.test".to_owned()),
            language: Language::BrazilianPortuguese,
            code: Code::typed("012345".to_owned()),
            lifetime_seconds: 300,
        })
    }

    #[test]
    fn what_is_written_is_read() {
        let OutboxMessage::PasscodeMail(read) = read(&write(&mail()).unwrap()).unwrap();
        assert_eq!(read.to.as_str(), "\"a\\\"b\"@inkan.test");
        assert_eq!((read.code.expose(), read.lifetime_seconds), ("012345", 300));
        assert_eq!(read.language, Language::BrazilianPortuguese);
    }

    #[test]
    fn the_form_stays_as_it_is() {
        let text = write(&mail()).unwrap();
        assert_eq!(
            std::str::from_utf8(&text).unwrap(),
            r#"{"v":1,"kind":"passcode_mail","to":"\"a\\\"b\"@inkan.test","language":"pt-BR","code":"012345","lifetime_seconds":300}"#
        );
    }

    #[test]
    fn another_version_is_not_read() {
        let text = String::from_utf8(write(&mail()).unwrap().to_vec()).unwrap();
        assert!(read(text.replace("\"v\":1", "\"v\":2").as_bytes()).is_none());
        assert!(read(text.replace("passcode_mail", "hook").as_bytes()).is_none());
        assert!(read(b"{}").is_none());
    }
}
