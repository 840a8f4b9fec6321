//! Profiles with all that an account can have.

use inkan_domain::fakes::{id, moment};
use inkan_domain::user::{CredentialRow, Identity, Profile, Username, WebauthnCredential};
use inkan_domain::{EmailId, UserId};
use serde_json::{Value, json};

use super::{ProfileEmail, ProfileView};
use crate::settings::MfaSettings;
use crate::user::provider::ProviderNames;

const MOMENT: &str = "2025-06-15T15:06:40Z";

fn view(passkey_enabled: bool, security_keys_enabled: bool) -> ProfileView {
    ProfileView {
        passkey_enabled,
        mfa: MfaSettings { enabled: false, totp_enabled: true, security_keys_enabled },
        providers: ProviderNames::new([("custom_x".to_owned(), "X".to_owned())].into()),
    }
}

fn credential(number: u128, mfa_only: bool) -> WebauthnCredential {
    WebauthnCredential {
        id: format!("credential-{number}"),
        name: mfa_only.then(|| "key".to_owned()),
        public_key: "pk".to_owned(),
        attestation_type: "none".to_owned(),
        aaguid: id(9),
        sign_count: 4,
        last_used_at: mfa_only.then(|| moment(0)),
        created_at: moment(0),
        updated_at: moment(0),
        transports: if mfa_only { vec![("row".to_owned(), "usb".to_owned())] } else { Vec::new() },
        backup_eligible: true,
        backup_state: false,
        mfa_only,
    }
}

fn identity(provider_id: &str, email_id: Option<EmailId>) -> Identity {
    Identity {
        id: id(7),
        provider_id: provider_id.to_owned(),
        provider_user_id: "subject".to_owned(),
        email_id,
        created_at: moment(0),
        updated_at: moment(0),
    }
}

fn profile() -> Profile {
    let email_id = EmailId::new(id(2));
    Profile {
        user_id: UserId::new(id(1)),
        created_at: moment(0),
        updated_at: moment(0),
        name: Some("Ada".to_owned()),
        given_name: Some(String::new()),
        family_name: None,
        picture: Some("https://x.test/p".to_owned()),
        emails: vec![ProfileEmail {
            id: email_id,
            address: inkan_domain::fakes::an_address(2),
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
        webauthn_credentials: vec![credential(1, false), credential(2, true)],
        identities: vec![
            identity("google", Some(email_id)),
            identity("custom_x", None),
            identity("other", None),
        ],
        totp: Some(CredentialRow { id: id(8), created_at: moment(0), updated_at: moment(0) }),
        password: None,
        private_metadata: None,
        public_metadata: Some("{\"plan\":[1,null]}".to_owned()),
        unsafe_metadata: Some("{}".to_owned()),
    }
}

fn own(view: &ProfileView, profile: &Profile) -> Value {
    serde_json::to_value(view.own(profile)).unwrap()
}

#[test]
fn names_metadata_and_username_are_shown_when_there_is_something() {
    let shown = own(&view(true, true), &profile());
    assert_eq!(shown["name"], "Ada");
    assert_eq!((shown.get("given_name"), shown.get("family_name")), (None, None));
    assert_eq!(shown["picture"], "https://x.test/p");
    assert_eq!(shown["metadata"], json!({ "public_metadata": { "plan": [1, null] } }));
    assert_eq!(
        shown["username"],
        json!({ "id": id(3).to_string(), "username": "ada", "created_at": MOMENT, "updated_at": MOMENT })
    );
    let empty = Profile { public_metadata: None, ..profile() };
    assert_eq!(own(&view(true, true), &empty).get("metadata"), None);
}

#[test]
fn identities_are_shown_by_the_names_of_their_providers() {
    let shown = own(&view(true, true), &profile());
    let google = json!({ "id": "subject", "provider": "Google", "identity_id": id(7).to_string() });
    assert_eq!(shown["identities"][0], google);
    assert_eq!(
        (&shown["identities"][1]["provider"], &shown["identities"][2]["provider"]),
        (&json!("X"), &json!("other"))
    );
    assert_eq!(shown["emails"][0]["identities"], json!([google]));
    assert_eq!(shown["emails"][0]["identity"], google);
}

#[test]
fn credentials_are_passkeys_or_security_keys() {
    let shown = own(&view(true, true), &profile());
    assert_eq!(
        shown["passkeys"],
        json!([{
            "id": "credential-1",
            "public_key": "pk",
            "attestation_type": "none",
            "aaguid": id(9).to_string(),
            "created_at": MOMENT,
            "transports": null,
            "backup_eligible": true,
            "backup_state": false,
            "mfa_only": false,
        }])
    );
    let key = &shown["security_keys"][0];
    assert_eq!(
        (&key["name"], &key["transports"], &key["last_used_at"]),
        (&json!("key"), &json!(["usb"]), &json!(MOMENT))
    );
    let hidden = own(&view(false, false), &profile());
    assert_eq!((hidden.get("passkeys"), hidden.get("security_keys")), (None, None));
    assert_eq!(hidden["mfa_config"]["auth_app_set_up"], true);
}

#[test]
fn by_id_the_username_is_a_text_and_credentials_are_rows() {
    let (view, profile) = (view(true, true), profile());
    let shown = serde_json::to_value(view.by_id(&profile)).unwrap();
    assert_eq!((&shown["username"], &shown["email"]), (&json!("ada"), &json!("x2@inkan.test")));
    let row = &shown["webauthn_credentials"][1];
    assert_eq!((&row["user_id"], &row["sign_count"]), (&json!(id(1).to_string()), &json!(4)));
    assert_eq!(
        row["transports"],
        json!([{
            "ID": "row",
            "Name": "usb",
            "WebauthnCredentialID": "credential-2",
            "WebauthnCredential": null,
        }])
    );
    assert_eq!(shown["passkeys"], own(&view, &profile)["passkeys"]);
}
