//! Metadata in an event (admin-api.md, "Metadata").

use inkan_domain::user::Profile;
use serde::Serialize;
use serde_json::value::RawValue;

/// Each object as it is stored, to the spelling of its numbers; empty ones are left out.
#[derive(Serialize)]
pub(crate) struct MetadataBody<'profile> {
    #[serde(rename = "public_metadata", skip_serializing_if = "Option::is_none")]
    public: Option<&'profile RawValue>,
    #[serde(rename = "private_metadata", skip_serializing_if = "Option::is_none")]
    private: Option<&'profile RawValue>,
    #[serde(rename = "unsafe_metadata", skip_serializing_if = "Option::is_none")]
    own: Option<&'profile RawValue>,
}

impl<'profile> MetadataBody<'profile> {
    /// `None` when nothing is left.
    pub(crate) fn of(profile: &'profile Profile) -> Option<Self> {
        let object = |text: &'profile Option<String>| {
            let text = text.as_deref()?;
            let object = filled_object(text);
            if object.is_none() && serde_json::from_str::<&RawValue>(text).is_err() {
                tracing::warn!(user.id = %profile.user_id, "stored metadata is no JSON and is not told");
            }
            object
        };
        let body = Self {
            public: object(&profile.public_metadata),
            private: object(&profile.private_metadata),
            own: object(&profile.unsafe_metadata),
        };
        let all = [body.public, body.private, body.own];
        all.iter().any(Option::is_some).then_some(body)
    }
}

/// The text itself if it is a JSON object with members.
fn filled_object(text: &str) -> Option<&RawValue> {
    let object: &RawValue = serde_json::from_str(text).ok()?;
    let inside = object.get().strip_prefix('{')?;
    (!inside.trim_start().starts_with('}')).then_some(object)
}

#[cfg(test)]
mod tests {
    use super::filled_object;

    #[test]
    fn an_object_stays_as_it_is_written() {
        let text = r#"{ "id": 12345678901234567890, "rate": 1.10, "e": 1E400, "id": 0 }"#;
        assert_eq!(filled_object(text).unwrap().get(), text);
    }

    #[test]
    fn what_is_empty_or_no_object_is_left_out() {
        for text in ["", "{}", " { } ", "null", "[1]", "\"{1}\"", "{", "{\"a\":}", "{\"a\":1}}"] {
            assert!(filled_object(text).is_none(), "{text}");
        }
    }
}
