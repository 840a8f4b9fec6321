//! Contract of [`WebhookSubscriptions`](crate::webhook::WebhookSubscriptions).
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a broken contract panics")]

use super::super::id;
use super::Seeds;
use crate::Storage;
use crate::webhook::WebhookEvent;

/// A hook gets the events whose names begin with its text; the oldest hook comes first.
pub fn hooks_get_what_they_subscribed_to(storage: &dyn Storage, seeds: &dyn Seeds) {
    let event = WebhookEvent::UserUpdateEmailCreate;
    assert!(storage.direct().unwrap().webhook_subscriptions().wanting(event).unwrap().is_empty());
    let texts = ["user.update.email.create", "user", "email", "user.update.email.delete", "user.upd"];
    for (number, text) in [9, 8, 7, 6, 5].into_iter().zip(texts) {
        seeds.hook(id(number), text);
    }
    let mut direct = storage.direct().unwrap();
    let mut wanting = |event| direct.webhook_subscriptions().wanting(event).unwrap();
    assert_eq!(wanting(event), [9, 8, 5].map(id));
    assert_eq!(wanting(WebhookEvent::UserCreate), [id(8)]);
    assert_eq!(wanting(WebhookEvent::EmailSend), [id(7)]);
}
