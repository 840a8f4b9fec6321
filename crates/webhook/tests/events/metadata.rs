//! Metadata in events.

use inkan_domain::user::Profile;
use inkan_domain::webhook::WebhookSubject;
use proptest::prelude::{any, proptest};
use serde_json::Value;

use crate::bench::{an_empty_profile, told};

fn with_metadata(public: &str, private: &str, own: &str) -> String {
    let profile = Profile {
        public_metadata: Some(public.to_owned()),
        private_metadata: Some(private.to_owned()),
        unsafe_metadata: Some(own.to_owned()),
        ..an_empty_profile()
    };
    told(&profile, WebhookSubject::WithoutCaller)
}

#[test]
fn numbers_keep_their_spelling() {
    let text = with_metadata(r#"{"a":12345678901234567890123}"#, r#"{"b":1.10}"#, r#"{"c":-0.0,"d":1E+2}"#);
    let wanted = r#""metadata":{"public_metadata":{"a":12345678901234567890123},"private_metadata":{"b":1.10},"unsafe_metadata":{"c":-0.0,"d":1E+2}}"#;
    assert!(text.contains(wanted), "{text}");
}

#[test]
fn empty_objects_are_left_out() {
    let text = with_metadata("{}", r#"{"b":1}"#, "{ }");
    assert!(text.contains(r#""metadata":{"private_metadata":{"b":1}}"#), "{text}");
    assert!(!with_metadata("{}", "null", "").contains("metadata"));
}

#[test]
fn broken_metadata_does_not_stop_an_event() {
    let text = with_metadata(r#"{"a":"#, r#"{"b":1}"#, r#"{"a":1},"injected":{}"#);
    assert!(text.contains(r#""metadata":{"private_metadata":{"b":1}}"#), "{text}");
    assert!(!text.contains("injected"), "{text}");
}

proptest! {
    #[test]
    fn an_event_is_json_whatever_is_stored(public in any::<String>(), name in any::<String>()) {
        let profile = Profile {
            public_metadata: Some(public),
            name: Some(name.clone()),
            ..an_empty_profile()
        };
        let told: Value = serde_json::from_str(&told(&profile, WebhookSubject::WithoutCaller)).unwrap();
        assert_eq!(told["name"].as_str().unwrap_or_default(), name);
    }
}
