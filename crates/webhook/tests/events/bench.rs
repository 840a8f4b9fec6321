//! A renderer and accounts for it.

use inkan_domain::email::EmailAddress;
use inkan_domain::outbox::PasscodeMail;
use inkan_domain::user::{CredentialRow, Identity, Profile, ProfileEmail, Username, WebauthnCredential};
use inkan_domain::webhook::{EventData, EventRenderer as _, WebhookSubject};
use inkan_domain::{EmailId, Timestamp, UserId};
use inkan_webhook::{JsonEventRenderer, MailTexts, RenderedMailParts};
use uuid::Uuid;

struct PlainTexts;

impl MailTexts for PlainTexts {
    fn render(&self, mail: &PasscodeMail) -> RenderedMailParts {
        let code = mail.code.expose();
        let language = mail.language.tag();
        RenderedMailParts {
            subject: format!("{code} \"in\" {language}"),
            text: format!("Code: {code}\n"),
            html: format!("<p>{code}</p>"),
        }
    }
}

pub(crate) struct NoHtml;

impl MailTexts for NoHtml {
    fn render(&self, _mail: &PasscodeMail) -> RenderedMailParts {
        RenderedMailParts { subject: "s".to_owned(), text: "t".to_owned(), html: String::new() }
    }
}

pub(crate) fn renderer() -> JsonEventRenderer {
    JsonEventRenderer { service_name: "Test Service".to_owned(), texts: Box::new(PlainTexts) }
}

/// The text of an event on an account.
pub(crate) fn told(profile: &Profile, subject: WebhookSubject<'_>) -> String {
    renderer().render(EventData::User(profile, subject)).unwrap().expose().to_owned()
}

pub(crate) fn uuid(text: &str) -> Uuid {
    Uuid::parse_str(text).unwrap()
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().expect("RFC 3339")
}

pub(crate) const USER: &str = "3bc21e31-2be7-48b7-a236-bf93ac882511";
const EMAIL: &str = "0a803cec-0261-4eb7-824f-f2b4927138cd";

/// An account with nothing.
pub(crate) fn an_empty_profile() -> Profile {
    Profile {
        user_id: UserId::new(uuid(USER)),
        created_at: time("2019-08-07T06:05:04.3Z"),
        updated_at: time("2026-11-24T16:24:47.614279Z"),
        name: None,
        given_name: None,
        family_name: None,
        picture: None,
        emails: Vec::new(),
        username: None,
        webauthn_credentials: Vec::new(),
        identities: Vec::new(),
        totp: None,
        password: None,
        public_metadata: None,
        private_metadata: None,
        unsafe_metadata: None,
    }
}

/// An account with one of everything, and an identity without an address.
pub(crate) fn a_full_profile() -> Profile {
    let (created_at, updated_at) = (time("2026-11-24T16:24:33Z"), time("2026-11-24T16:24:33.02141Z"));
    let identity = |number, email_id| Identity {
        id: Uuid::from_u128(number),
        provider_id: "custom_suite".to_owned(),
        provider_user_id: "suite|1001".to_owned(),
        email_id,
        created_at,
        updated_at,
    };
    let email_id = EmailId::new(uuid(EMAIL));
    let row = |number| CredentialRow { id: Uuid::from_u128(number), created_at, updated_at };
    Profile {
        name: Some("Zoë Müller".to_owned()),
        given_name: Some("Zoë".to_owned()),
        family_name: Some("Müller".to_owned()),
        picture: Some("https://pictures.test/z.png?a=1&b=2".to_owned()),
        emails: vec![ProfileEmail {
            id: email_id,
            address: EmailAddress::stored("both@takeover.test".to_owned()),
            is_verified: true,
            is_primary: true,
            created_at,
            updated_at,
        }],
        username: Some(Username {
            id: Uuid::from_u128(1),
            username: "both_ways".to_owned(),
            created_at,
            updated_at,
        }),
        webauthn_credentials: vec![a_credential(created_at)],
        identities: vec![identity(2, Some(email_id)), identity(3, None)],
        totp: Some(row(4)),
        password: Some(row(5)),
        public_metadata: Some(r#"{"plan":"pro"}"#.to_owned()),
        ..an_empty_profile()
    }
}

pub(crate) fn a_credential(created_at: Timestamp) -> WebauthnCredential {
    WebauthnCredential {
        id: "HxksGjbKoxvVKQKlQfPDLA".to_owned(),
        name: Some("Laptop".to_owned()),
        public_key: "pQECAyYgASFY".to_owned(),
        attestation_type: "none".to_owned(),
        aaguid: Uuid::nil(),
        sign_count: 5,
        last_used_at: Some(created_at),
        created_at,
        updated_at: created_at,
        transports: vec![("row".to_owned(), "internal".to_owned())],
        backup_eligible: false,
        backup_state: false,
        mfa_only: false,
    }
}
