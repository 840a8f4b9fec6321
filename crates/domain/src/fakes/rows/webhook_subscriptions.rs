//! Hooks of administrators in memory.

use uuid::Uuid;

use super::super::FakeState;
use crate::Fault;
use crate::webhook::{WebhookEvent, WebhookSubscriptions};

impl WebhookSubscriptions for FakeState {
    fn wanting(&mut self, event: WebhookEvent) -> Result<Vec<Uuid>, Fault> {
        let wanting = self.webhooks.iter().filter(|(_, subscribed)| event.is_wanted_by(subscribed));
        Ok(wanting.map(|(id, _)| *id).collect())
    }
}
