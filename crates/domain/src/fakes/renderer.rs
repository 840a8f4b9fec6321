//! Events in few words.

use crate::webhook::{EventData, EventRenderer};
use crate::{Fault, Secret};

/// Writes `{"user":"<id>"}` or `{"to":"<address>"}`.
#[derive(Debug, Default)]
pub struct FakeEventRenderer;

impl EventRenderer for FakeEventRenderer {
    fn render(&self, data: EventData<'_>) -> Result<Secret, Fault> {
        Ok(Secret::new(match data {
            EventData::User(profile, _) => format!("{{\"user\":\"{}\"}}", profile.user_id),
            EventData::Mail(mail) => format!("{{\"to\":\"{}\"}}", mail.to.as_str()),
        }))
    }
}
