//! Events on a mail.

use inkan_domain::Language;
use inkan_domain::email::EmailAddress;
use inkan_domain::outbox::PasscodeMail;
use inkan_domain::passcode::Code;
use inkan_domain::webhook::{EventData, EventRenderer as _, MailAnnouncement};
use inkan_webhook::{JsonEventRenderer, MailTexts as _, RenderedMailParts};
use serde_json::{Value, json};

use crate::bench::{NoHtml, renderer, time};

fn announcement(accept_language: &str) -> MailAnnouncement {
    let to = EmailAddress::stored("a@inkan.test".to_owned());
    let code = Code::typed("012345".to_owned());
    MailAnnouncement {
        to: to.clone(),
        code: code.clone(),
        lifetime_seconds: 300,
        valid_until: time("2026-11-24T16:24:33.9Z"),
        mail: PasscodeMail { to, language: Language::German, code, lifetime_seconds: 300 },
        is_delivered_here: true,
        accept_language: accept_language.to_owned(),
    }
}

fn told(renderer: &JsonEventRenderer, mail: &MailAnnouncement) -> Value {
    let text = renderer.render(EventData::Mail(mail)).unwrap();
    serde_json::from_str(text.expose()).unwrap()
}

#[test]
fn a_mail_is_told_with_its_words_and_its_code() {
    let wanted = json!({
        "subject": "012345 \"in\" de",
        "body_plain": "Code: 012345\n",
        "body": "<p>012345</p>",
        "to_email_address": "a@inkan.test",
        "delivered_by_hanko": true,
        "accept_language": "de-AT,de;q=0.9",
        "language": "de-AT,de;q=0.9",
        "type": "passcode",
        "data": {
            "service_name": "Test Service",
            "otp_code": "012345",
            "ttl": 300,
            "valid_until": 1_795_537_473,
        },
    });
    assert_eq!(told(&renderer(), &announcement("de-AT,de;q=0.9")), wanted);
}

#[test]
fn empty_members_are_absent() {
    let renderer = JsonEventRenderer { service_name: String::new(), texts: Box::new(NoHtml) };
    let mail = MailAnnouncement {
        code: Code::typed(String::new()),
        lifetime_seconds: 0,
        valid_until: time("1970-01-01T00:00:00Z"),
        is_delivered_here: false,
        ..announcement("")
    };
    let wanted = json!({
        "subject": "s",
        "body_plain": "t",
        "to_email_address": "a@inkan.test",
        "delivered_by_hanko": false,
        "accept_language": "",
        "language": "",
        "type": "passcode",
        "data": {},
    });
    assert_eq!(told(&renderer, &mail), wanted);
}

#[test]
fn the_words_of_a_mail_do_not_print() {
    let parts = NoHtml.render(&announcement("").mail);
    assert_eq!(format!("{parts:?}"), "RenderedMailParts(***)");
    assert_eq!(format!("{:?}", RenderedMailParts::default()), "RenderedMailParts(***)");
}
