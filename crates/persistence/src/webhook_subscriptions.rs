//! Hooks of administrators.

use diesel::prelude::*;
use diesel::sql_types::{self, Text};
use inkan_domain::Fault;
use inkan_domain::webhook::{WebhookEvent, WebhookSubscriptions};
use uuid::Uuid;

use crate::repositories::PgRepositories;
use crate::statement::statement;

statement! {
    /// Enabled hooks one of whose texts begins the name of the event.
    Wanting { event: &'static str as Text } -> sql_types::Uuid,
    "SELECT hook.id FROM webhooks hook \
     WHERE hook.enabled AND EXISTS ( \
         SELECT FROM webhook_events wanted \
         WHERE wanted.webhook_id = hook.id AND starts_with({event}, wanted.event)) \
     ORDER BY hook.created_at, hook.id"
}

impl WebhookSubscriptions for PgRepositories {
    #[tracing::instrument(level = "debug", name = "db.webhook_subscriptions.wanting", skip_all)]
    fn wanting(&mut self, event: WebhookEvent) -> Result<Vec<Uuid>, Fault> {
        let statement = Wanting { event: event.as_str() };
        self.run(|connection| statement.load(connection))
    }
}
