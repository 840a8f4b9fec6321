//! Events on an account.

use inkan_domain::Caller;
use inkan_domain::user::Profile;
use inkan_domain::webhook::WebhookSubject;
use serde_json::{Value, json};

use crate::bench::{USER, a_credential, a_full_profile, an_empty_profile, time, told};

fn parsed(profile: &Profile, subject: WebhookSubject<'_>) -> Value {
    serde_json::from_str(&told(profile, subject)).unwrap()
}

fn the_full_object() -> Value {
    let (created_at, updated_at) = ("2026-11-24T16:24:33Z", "2026-11-24T16:24:33.02141Z");
    let row = |number| format!("00000000-0000-0000-0000-00000000000{number}");
    json!({
        "id": USER,
        "webauthn_credentials": [{
            "id": "HxksGjbKoxvVKQKlQfPDLA", "name": "Laptop", "public_key": "pQECAyYgASFY",
            "attestation_type": "none", "aaguid": "00000000-0000-0000-0000-000000000000",
            "last_used_at": created_at, "created_at": created_at, "transports": ["internal"],
            "backup_eligible": false, "backup_state": false, "mfa_only": false,
        }],
        "emails": [{
            "id": "0a803cec-0261-4eb7-824f-f2b4927138cd", "address": "both@takeover.test",
            "is_verified": true, "is_primary": true, "created_at": created_at, "updated_at": updated_at,
        }],
        "username": {
            "id": row(1), "username": "both_ways", "created_at": created_at, "updated_at": updated_at,
        },
        "created_at": "2019-08-07T06:05:04.3Z",
        "updated_at": "2026-11-24T16:24:47.614279Z",
        "password": { "id": row(5), "created_at": created_at, "updated_at": updated_at },
        "identities": [{
            "id": row(2), "provider_id": "suite|1001", "provider_name": "custom_suite",
            "email_id": "0a803cec-0261-4eb7-824f-f2b4927138cd",
            "created_at": created_at, "updated_at": updated_at,
        }],
        "otp": { "id": row(4), "created_at": created_at },
        "metadata": { "public_metadata": { "plan": "pro" } },
        "given_name": "Zoë",
        "family_name": "Müller",
        "name": "Zoë Müller",
        "picture": "https://pictures.test/z.png?a=1&b=2",
    })
}

#[test]
fn an_account_is_told_as_administrators_see_it() {
    assert_eq!(parsed(&a_full_profile(), WebhookSubject::WithoutCaller), the_full_object());
}

#[test]
fn who_asked_is_told_besides() {
    let caller = Caller::new("request".to_owned(), "127.0.0.1".to_owned(), "admin-suite/1");
    let mut wanted = the_full_object();
    wanted["ip_address"] = json!("127.0.0.1");
    wanted["user_agent"] = json!("admin-suite/1");
    assert_eq!(parsed(&a_full_profile(), WebhookSubject::ByCaller(&caller)), wanted);
}

#[test]
fn a_bare_account_is_an_id_and_times() {
    assert_eq!(
        told(&a_full_profile(), WebhookSubject::Bare),
        format!(
            r#"{{"id":"{USER}","created_at":"2019-08-07T06:05:04.3Z","updated_at":"2026-11-24T16:24:47.614279Z"}}"#
        )
    );
}

#[test]
fn what_an_account_does_not_have_is_absent() {
    let wanted = json!({
        "id": USER,
        "created_at": "2019-08-07T06:05:04.3Z",
        "updated_at": "2026-11-24T16:24:47.614279Z",
    });
    let profile = Profile { name: Some(String::new()), ..an_empty_profile() };
    assert_eq!(parsed(&profile, WebhookSubject::WithoutCaller), wanted);
    assert_eq!(parsed(&profile, WebhookSubject::ByCaller(&Caller::default())), wanted);
}

#[test]
fn a_credential_without_transports_has_an_empty_list() {
    let mut credential = a_credential(time("2026-11-24T16:24:33Z"));
    (credential.name, credential.last_used_at) = (None, None);
    credential.transports.clear();
    let profile = Profile { webauthn_credentials: vec![credential], ..an_empty_profile() };
    let told = parsed(&profile, WebhookSubject::WithoutCaller);
    let told = &told["webauthn_credentials"][0];
    assert_eq!(told["transports"], json!([]));
    assert_eq!(told.get("name"), None);
    assert_eq!(told.get("last_used_at"), None);
}

#[test]
fn members_come_in_the_order_of_the_reference() {
    let text = told(&a_full_profile(), WebhookSubject::WithoutCaller);
    let members = [
        "\"webauthn_credentials\":",
        "\"emails\":",
        "\"username\":{",
        "\"password\":",
        "\"identities\":",
        "\"otp\":",
        "\"metadata\":",
        "\"given_name\":",
        "\"family_name\":",
        "\"name\":\"Zoë M",
        "\"picture\":",
    ];
    let places: Vec<_> = members.iter().map(|member| text.find(member).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
}
