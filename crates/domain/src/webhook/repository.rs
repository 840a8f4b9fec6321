//! Port: hooks that administrators made.

use uuid::Uuid;

use super::WebhookEvent;
use crate::Fault;

/// Stored hooks. They fire whatever the configuration says.
pub trait WebhookSubscriptions {
    /// The enabled hooks that want this event, oldest first. Read anew at every event, so that changes act
    /// at once.
    ///
    /// # Errors
    /// When the database fails.
    fn wanting(&mut self, event: WebhookEvent) -> Result<Vec<Uuid>, Fault>;
}
