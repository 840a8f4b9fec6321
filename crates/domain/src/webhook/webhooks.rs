//! How events get into the outbox.

use std::sync::Arc;

use chrono::TimeDelta;
use uuid::Uuid;

use super::WebhookEvent;
use crate::email::EmailAddress;
use crate::outbox::{NewMessage, OutboxMessage, OutboxSignal};
use crate::passcode::Code;
use crate::user::Profile;
use crate::{Caller, Fault, OutboxId, Random, Timestamp, UnitOfWork, UserId};

/// Who gets an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebhookTarget {
    /// A hook of the configuration: its URL.
    Configured(String),
    /// A stored hook.
    Stored(Uuid),
}

/// An event for one hook, as it waits in the outbox. The token around it is signed when it is delivered.
#[derive(Clone, Debug)]
pub struct WebhookMessage {
    /// Who gets it.
    pub target: WebhookTarget,
    /// Name of the event.
    pub event: String,
    /// The claim `data`: the text of a JSON object. May hold a code.
    pub data: crate::Secret,
}

/// Whether the request behind an event is told.
#[derive(Clone, Copy, Debug)]
pub enum WebhookSubject<'caller> {
    /// Client address and user agent are told.
    ByCaller(&'caller Caller),
    /// They are not.
    WithoutCaller,
    /// They are not, and of the account only its id and times are: it has nothing yet.
    Bare,
}

/// The mail of an event `email.send`.
#[derive(Clone, Debug)]
pub struct MailAnnouncement {
    /// Recipient.
    pub to: EmailAddress,
    /// The code in it.
    pub code: Code,
    /// Lifetime of the code in seconds.
    pub lifetime_seconds: i32,
    /// Last moment at which the code is good.
    pub valid_until: Timestamp,
    /// The mail in words, for receivers that deliver it.
    pub mail: crate::outbox::PasscodeMail,
    /// Whether this server delivers it.
    pub is_delivered_here: bool,
    /// The `Accept-Language` header as it came.
    pub accept_language: String,
}

/// What an event tells.
#[derive(Clone, Copy, Debug)]
pub enum EventData<'data> {
    /// An account as it is, or was before its end.
    User(&'data Profile, WebhookSubject<'data>),
    /// A mail.
    Mail(&'data MailAnnouncement),
}

/// Port: the claim `data` of an event.
pub trait EventRenderer: Send + Sync {
    /// The text of the JSON object (webhooks-and-audit.md, "Events").
    ///
    /// # Errors
    /// When the object cannot be written.
    fn render(&self, data: EventData<'_>) -> Result<crate::Secret, Fault>;
}

/// Writes events into the outbox, in the unit of work of the change that they tell of.
pub struct Webhooks {
    /// Hooks of the configuration that are switched on: URL and the texts they subscribed to.
    pub configured: Vec<(String, Vec<String>)>,
    /// Writes `data`.
    pub renderer: Arc<dyn EventRenderer>,
    /// For ids.
    pub random: Arc<dyn Random>,
    /// Wakes whoever delivers.
    pub signal: Arc<dyn OutboxSignal>,
}

impl Webhooks {
    /// An event that nobody could be told of within this time is given up.
    pub const LIFETIME: TimeDelta = TimeDelta::days(1);

    /// Tells of an account as it is at this point of the unit of work. When no hook wants the event, one
    /// small query is all that happens.
    ///
    /// # Errors
    /// When the database or the rendering fails.
    pub fn tell_of_user(
        &self,
        work: &mut dyn UnitOfWork,
        event: WebhookEvent,
        user_id: UserId,
        subject: WebhookSubject<'_>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let targets = self.targets(work, event)?;
        if targets.is_empty() {
            return Ok(());
        }
        let Some(profile) = work.users().profile(user_id)? else { return Ok(()) };
        let data = self.renderer.render(EventData::User(&profile, subject))?;
        self.add(work, event, targets, &data, now)
    }

    /// Tells of a mail.
    ///
    /// # Errors
    /// As [`Webhooks::tell_of_user`].
    pub fn tell_of_mail(
        &self,
        work: &mut dyn UnitOfWork,
        mail: &MailAnnouncement,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let event = WebhookEvent::EmailSend;
        let targets = self.targets(work, event)?;
        if targets.is_empty() {
            return Ok(());
        }
        let data = self.renderer.render(EventData::Mail(mail))?;
        self.add(work, event, targets, &data, now)
    }

    /// Wakes whoever delivers; called after the commit.
    pub fn wake(&self) {
        self.signal.wake();
    }

    /// The hooks of the configuration in its order, then the stored ones.
    fn targets(&self, work: &mut dyn UnitOfWork, event: WebhookEvent) -> Result<Vec<WebhookTarget>, Fault> {
        let configured = self.configured.iter();
        let configured =
            configured.filter(|(_, events)| events.iter().any(|subscribed| event.is_wanted_by(subscribed)));
        let mut targets: Vec<_> =
            configured.map(|(callback, _)| WebhookTarget::Configured(callback.clone())).collect();
        let stored = work.webhook_subscriptions().wanting(event)?;
        targets.extend(stored.into_iter().map(WebhookTarget::Stored));
        Ok(targets)
    }

    fn add(
        &self,
        work: &mut dyn UnitOfWork,
        event: WebhookEvent,
        targets: Vec<WebhookTarget>,
        data: &crate::Secret,
        now: Timestamp,
    ) -> Result<(), Fault> {
        for target in targets {
            let message = WebhookMessage { target, event: event.as_str().to_owned(), data: data.clone() };
            work.outbox().add(&NewMessage {
                id: OutboxId::draw(self.random.as_ref())?,
                message: OutboxMessage::Webhook(message),
                created_at: now,
                expires_at: now + Self::LIFETIME,
            })?;
        }
        Ok(())
    }
}
