//! Messages that must reach others, written together with the change that they tell of.

mod deliver;
mod mailer;
mod message;
mod repository;
mod sealer;
#[cfg(test)]
mod tests;

pub use deliver::{DeliverOutbox, DeliveryReport};
pub use mailer::{DeliveryError, Mailer};
pub use message::{OutboxMessage, PasscodeMail};
pub use repository::{ClaimedMessage, NewMessage, Outbox, OutboxBacklog, OutboxSignal, SealedAnew};
pub use sealer::Sealer;
