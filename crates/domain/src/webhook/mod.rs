//! Webhooks: others are told of changes.

mod event;
mod repository;
mod webhooks;

pub use event::WebhookEvent;
pub use repository::WebhookSubscriptions;
pub use webhooks::{
    EventData, EventRenderer, MailAnnouncement, WebhookMessage, WebhookSubject, WebhookTarget, Webhooks,
};
