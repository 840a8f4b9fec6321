//! Accounts with all that they can have, and with nothing.

use inkan_domain::fakes::{an_address, id, moment};
use inkan_domain::user::{CredentialRow, Identity, Profile, ProfileEmail, Username, WebauthnCredential};
use inkan_domain::{EmailId, UserId};
use serde_json::{Value, json};

use super::UserObject;

const MOMENT: &str = "2025-06-15T15:06:40Z";

fn bare() -> Profile {
    Profile {
        user_id: UserId::new(id(1)),
        created_at: moment(0),
        updated_at: moment(0),
        name: None,
        given_name: Some(String::new()),
        family_name: None,
        picture: None,
        emails: Vec::new(),
        username: None,
        webauthn_credentials: Vec::new(),
        identities: Vec::new(),
        totp: None,
        password: None,
        public_metadata: None,
        private_metadata: Some("{ }".to_owned()),
        unsafe_metadata: Some("{}".to_owned()),
    }
}

fn shown(profile: &Profile) -> Value {
    serde_json::to_value(UserObject::from(profile)).unwrap()
}

fn identity(email_id: Option<EmailId>) -> Identity {
    Identity {
        id: id(7),
        provider_id: "google".to_owned(),
        provider_user_id: "subject".to_owned(),
        email_id,
        created_at: moment(0),
        updated_at: moment(0),
    }
}

fn passkey() -> WebauthnCredential {
    WebauthnCredential {
        id: "credential".to_owned(),
        name: None,
        public_key: "pk".to_owned(),
        attestation_type: "none".to_owned(),
        aaguid: id(9),
        sign_count: 4,
        last_used_at: None,
        created_at: moment(0),
        updated_at: moment(0),
        transports: Vec::new(),
        backup_eligible: true,
        backup_state: false,
        mfa_only: false,
    }
}

#[test]
fn what_is_not_there_is_left_out() {
    assert_eq!(shown(&bare()), json!({ "id": id(1), "created_at": MOMENT, "updated_at": MOMENT }));
}

#[test]
fn everything_that_is_there_is_shown() {
    let row = Some(CredentialRow { id: id(8), created_at: moment(0), updated_at: moment(0) });
    let profile = Profile {
        name: Some("Ada".to_owned()),
        emails: vec![ProfileEmail {
            id: EmailId::new(id(2)),
            address: an_address(2),
            is_verified: true,
            is_primary: true,
            created_at: moment(0),
            updated_at: moment(0),
        }],
        username: Some(Username {
            id: id(3),
            username: "ada".to_owned(),
            created_at: moment(0),
            updated_at: moment(0),
        }),
        webauthn_credentials: vec![passkey()],
        identities: vec![identity(Some(EmailId::new(id(2)))), identity(None)],
        totp: row,
        password: row,
        ..bare()
    };
    let times = |object: Value| {
        let mut object = object;
        object["created_at"] = json!(MOMENT);
        object["updated_at"] = json!(MOMENT);
        object
    };
    let user = shown(&profile);
    assert_eq!(user["name"], "Ada");
    let email = json!({ "id": id(2), "address": "x2@inkan.test", "is_verified": true, "is_primary": true });
    assert_eq!(user["emails"], json!([times(email)]));
    assert_eq!(user["username"], times(json!({ "id": id(3), "username": "ada" })));
    assert_eq!(user["password"], times(json!({ "id": id(8) })));
    assert_eq!(user["otp"], json!({ "id": id(8), "created_at": MOMENT }));
    let identity =
        json!({ "id": id(7), "provider_id": "subject", "provider_name": "google", "email_id": id(2) });
    assert_eq!(user["identities"], json!([times(identity)]));
    assert_eq!(user["webauthn_credentials"][0]["transports"], json!([]));
}

#[test]
fn metadata_keep_their_spelling() {
    let profile = Profile {
        public_metadata: Some("{\"b\":1.10,\"a\":12345678901234567890}".to_owned()),
        private_metadata: Some("{\"x\":1e3}".to_owned()),
        ..bare()
    };
    let text = serde_json::to_string(&UserObject::from(&profile)).unwrap();
    let wanted =
        r#""metadata":{"public_metadata":{"b":1.10,"a":12345678901234567890},"private_metadata":{"x":1e3}}"#;
    assert!(text.contains(wanted), "{text}");
}
