//! Use case: deliver what waits in the outbox.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{ClaimedMessage, DeliveryError, Mailer, OutboxMessage};
use crate::{Clock, Fault, OutboxId, Random, Storage, Timestamp};

/// What one round of deliveries came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliveryReport {
    /// Accepted by the mail server.
    pub delivered: u32,
    /// Put back for another attempt.
    pub postponed: u32,
    /// Removed without delivery: refused for good, unreadable, or too late.
    pub given_up: u32,
    /// Whether more may be waiting.
    pub is_full: bool,
}

/// Delivers messages. Several processes and threads may do so at once.
pub struct DeliverOutbox {
    /// Where messages are.
    pub storage: Arc<dyn Storage>,
    /// Delivers mails.
    pub mailer: Arc<dyn Mailer>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// For the jitter of retries.
    pub random: Arc<dyn Random>,
    /// Messages in a round.
    pub most: u32,
    /// How long claimed messages are ours. After a crash, they wait as long.
    pub lease: TimeDelta,
    /// Longest time that the mailer takes for one mail, less than the lease.
    pub longest_delivery: TimeDelta,
}

enum Outcome {
    Delivered,
    Postponed(Timestamp),
    GivenUp,
}

impl DeliverOutbox {
    /// One round: claims messages, delivers them, removes what is done. A crash in between leaves them
    /// claimed, so each is sent again at most once for it.
    ///
    /// # Errors
    /// When the storage fails; undelivered messages become due again when their lease ends.
    pub fn execute(&self) -> Result<DeliveryReport, Fault> {
        let now = self.clock.now();
        let lease_until = now + self.lease;
        let claimed = self.storage.direct()?.outbox().claim(self.most, now, lease_until)?;
        let mut report = DeliveryReport {
            is_full: u32::try_from(claimed.len()).is_ok_and(|count| count >= self.most),
            ..DeliveryReport::default()
        };
        let mut done: Vec<OutboxId> = Vec::new();
        let mut postponed = Vec::new();
        for message in &claimed {
            match self.deliver(message, lease_until)? {
                Outcome::Delivered => report.delivered += 1,
                Outcome::GivenUp => report.given_up += 1,
                Outcome::Postponed(due_at) => {
                    postponed.push((message.id, due_at));
                    continue;
                }
            }
            done.push(message.id);
        }
        report.postponed = u32::try_from(postponed.len()).unwrap_or(u32::MAX);
        if !claimed.is_empty() {
            self.put_away(&done, &postponed)?;
        }
        Ok(report)
    }

    fn deliver(&self, claimed: &ClaimedMessage, lease_until: Timestamp) -> Result<Outcome, Fault> {
        let now = self.clock.now();
        if claimed.expires_at <= now {
            tracing::warn!(outbox.id = %claimed.id, attempt = claimed.attempt, "message given up: too late");
            return Ok(Outcome::GivenUp);
        }
        if lease_until - now < self.longest_delivery {
            return Ok(Outcome::Postponed(now));
        }
        let Some(OutboxMessage::PasscodeMail(mail)) = &claimed.message else {
            tracing::error!(outbox.id = %claimed.id, "message given up: its payload cannot be read");
            return Ok(Outcome::GivenUp);
        };
        match self.mailer.deliver(mail) {
            Ok(()) => Ok(Outcome::Delivered),
            Err(error @ DeliveryError::Permanent(_)) => {
                tracing::warn!(outbox.id = %claimed.id, %error, "message given up");
                Ok(Outcome::GivenUp)
            }
            Err(error @ DeliveryError::Transient(_)) => {
                tracing::warn!(outbox.id = %claimed.id, attempt = claimed.attempt, %error, "message postponed");
                Ok(Outcome::Postponed(self.next_attempt(claimed.attempt)?))
            }
        }
    }

    /// 1 s, 2 s, 4 s … 30 s after the attempts, each half to one and a half times as long by chance, so that
    /// mails that failed together do not come back together.
    fn next_attempt(&self, attempt: i32) -> Result<Timestamp, Fault> {
        let doublings = u32::try_from(attempt.clamp(1, 6) - 1).unwrap_or(0);
        let pause = TimeDelta::seconds(2_i64.pow(doublings).min(30));
        let mut chance = [0; 1];
        self.random.fill(&mut chance)?;
        let [chance] = chance;
        let pause = pause / 2 + pause * i32::from(chance) / 255;
        Ok(self.clock.now() + pause)
    }

    fn put_away(&self, done: &[OutboxId], postponed: &[(OutboxId, Timestamp)]) -> Result<(), Fault> {
        let mut direct = self.storage.direct()?;
        if !done.is_empty() {
            direct.outbox().remove(done)?;
        }
        for (id, due_at) in postponed {
            direct.outbox().postpone(*id, *due_at)?;
        }
        Ok(())
    }
}
