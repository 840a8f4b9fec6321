//! Messages as texts of JSON, which are sealed and then stored.

use std::borrow::Cow;

use inkan_domain::email::EmailAddress;
use inkan_domain::outbox::{OutboxMessage, PasscodeMail};
use inkan_domain::passcode::Code;
use inkan_domain::webhook::{WebhookMessage, WebhookTarget};
use inkan_domain::{Fault, Language, Secret};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Version that is written. A reader skips versions and kinds that it does not know.
const VERSION: u32 = 1;
/// Kind of mails with a passcode.
pub(crate) const PASSCODE_MAIL: &str = "passcode_mail";
const WEBHOOK: &str = "webhook";

#[derive(Serialize, Deserialize)]
struct PasscodeMailJson<'text> {
    v: u32,
    kind: &'text str,
    to: String,
    language: &'text str,
    code: &'text str,
    lifetime_seconds: i32,
}

#[derive(Serialize, Deserialize)]
struct WebhookJson<'text> {
    v: u32,
    kind: &'text str,
    target: TargetJson,
    event: String,
    /// The text as it is, not as an object: numbers and order must stay as they were rendered.
    #[serde(borrow)]
    data: Cow<'text, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TargetJson {
    Configured(String),
    Stored(Uuid),
}

impl From<WebhookTarget> for TargetJson {
    fn from(target: WebhookTarget) -> Self {
        match target {
            WebhookTarget::Configured(url) => Self::Configured(url),
            WebhookTarget::Stored(id) => Self::Stored(id),
        }
    }
}

impl From<TargetJson> for WebhookTarget {
    fn from(target: TargetJson) -> Self {
        match target {
            TargetJson::Configured(url) => Self::Configured(url),
            TargetJson::Stored(id) => Self::Stored(id),
        }
    }
}

#[derive(Deserialize)]
struct HeaderJson<'text> {
    v: u32,
    kind: &'text str,
}

/// The kind under which a message is filed.
pub(crate) const fn kind(message: &OutboxMessage) -> &'static str {
    match message {
        OutboxMessage::PasscodeMail(_) => PASSCODE_MAIL,
        OutboxMessage::Webhook(_) => WEBHOOK,
    }
}

/// The text of a message; may hold a code.
pub(crate) fn write(message: &OutboxMessage) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let text = match message {
        OutboxMessage::PasscodeMail(mail) => serde_json::to_vec(&PasscodeMailJson {
            v: VERSION,
            kind: PASSCODE_MAIL,
            to: mail.to.as_str().to_owned(),
            language: mail.language.tag(),
            code: mail.code.expose(),
            lifetime_seconds: mail.lifetime_seconds,
        }),
        OutboxMessage::Webhook(message) => serde_json::to_vec(&WebhookJson {
            v: VERSION,
            kind: WEBHOOK,
            target: message.target.clone().into(),
            event: message.event.clone(),
            data: Cow::Borrowed(message.data.expose()),
        }),
    };
    text.map(Zeroizing::new).map_err(Fault::internal)
}

/// The message behind a text; `None` when another version wrote it.
pub(crate) fn read(text: &[u8]) -> Option<OutboxMessage> {
    let header: HeaderJson<'_> = serde_json::from_slice(text).ok()?;
    match (header.v, header.kind) {
        (VERSION, PASSCODE_MAIL) => read_passcode_mail(text).map(OutboxMessage::PasscodeMail),
        (VERSION, WEBHOOK) => read_webhook(text).map(OutboxMessage::Webhook),
        _ => None,
    }
}

fn read_passcode_mail(text: &[u8]) -> Option<PasscodeMail> {
    let json: PasscodeMailJson<'_> = serde_json::from_slice(text).ok()?;
    Some(PasscodeMail {
        to: EmailAddress::stored(json.to),
        language: Language::from_tag(json.language)?,
        code: Code::typed(json.code.to_owned()),
        lifetime_seconds: json.lifetime_seconds,
    })
}

fn read_webhook(text: &[u8]) -> Option<WebhookMessage> {
    let json: WebhookJson<'_> = serde_json::from_slice(text).ok()?;
    Some(WebhookMessage {
        target: json.target.into(),
        event: json.event,
        data: Secret::new(json.data.into_owned()),
    })
}

#[cfg(test)]
mod tests {
    use inkan_domain::email::EmailAddress;
    use inkan_domain::outbox::{OutboxMessage, PasscodeMail};
    use inkan_domain::passcode::Code;
    use inkan_domain::webhook::{WebhookMessage, WebhookTarget};
    use inkan_domain::{Language, Secret};

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
        let OutboxMessage::PasscodeMail(read) = read(&write(&mail()).unwrap()).unwrap() else {
            panic!("a mail was written")
        };
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

    fn hook(target: WebhookTarget) -> OutboxMessage {
        let data = Secret::new(r#"{"n":12345678901234567890,"m":1.10,"t":"\"ü\""}"#.to_owned());
        OutboxMessage::Webhook(WebhookMessage { target, event: "user.create".to_owned(), data })
    }

    #[test]
    fn an_event_is_read_as_it_was_written() {
        for target in [
            WebhookTarget::Configured("https://inkan.test/\"hook\"?a=b".to_owned()),
            WebhookTarget::Stored(uuid::Uuid::from_u128(7)),
        ] {
            let OutboxMessage::Webhook(read) = read(&write(&hook(target.clone())).unwrap()).unwrap() else {
                panic!("an event was written")
            };
            assert_eq!((read.target, read.event.as_str()), (target, "user.create"));
            assert_eq!(read.data.expose(), r#"{"n":12345678901234567890,"m":1.10,"t":"\"ü\""}"#);
        }
    }

    #[test]
    fn the_form_of_an_event_stays_as_it_is() {
        let text = write(&hook(WebhookTarget::Stored(uuid::Uuid::from_u128(7)))).unwrap();
        assert_eq!(
            std::str::from_utf8(&text).unwrap(),
            r#"{"v":1,"kind":"webhook","target":{"stored":"00000000-0000-0000-0000-000000000007"},"event":"user.create","data":"{\"n\":12345678901234567890,\"m\":1.10,\"t\":\"\\\"ü\\\"\"}"}"#
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
