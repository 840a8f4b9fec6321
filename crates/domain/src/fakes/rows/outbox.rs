//! The outbox in memory.

use super::super::FakeState;
use crate::outbox::{ClaimedMessage, NewMessage, Outbox, OutboxBacklog, OutboxMessage, SealedAnew};
use crate::{Fault, OutboxId, Timestamp};

impl Outbox for FakeState {
    fn add(&mut self, message: &NewMessage) -> Result<(), Fault> {
        self.outbox.insert(message.id, (message.clone(), 0, message.created_at));
        Ok(())
    }

    fn claim(&mut self, most: u32, now: Timestamp, until: Timestamp) -> Result<Vec<ClaimedMessage>, Fault> {
        let mut due: Vec<_> = self
            .outbox
            .values_mut()
            .filter(|(message, _, due_at)| *due_at <= now && is_mail(message))
            .collect();
        due.sort_by_key(|(_, _, due_at)| *due_at);
        let claimed = due.into_iter().take(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(claimed
            .map(|(message, attempt, due_at)| {
                *due_at = until;
                *attempt += 1;
                ClaimedMessage {
                    id: message.id,
                    message: Some(message.message.clone()),
                    attempt: *attempt,
                    expires_at: message.expires_at,
                }
            })
            .collect())
    }

    fn postpone(&mut self, id: OutboxId, due_at: Timestamp) -> Result<(), Fault> {
        if let Some(row) = self.outbox.get_mut(&id) {
            row.2 = due_at;
        }
        Ok(())
    }

    fn remove(&mut self, ids: &[OutboxId]) -> Result<(), Fault> {
        self.outbox.retain(|id, _| !ids.contains(id));
        Ok(())
    }

    fn remove_expired(&mut self, now: Timestamp) -> Result<u64, Fault> {
        let before = self.outbox.len();
        self.outbox.retain(|_, (message, _, _)| message.expires_at > now);
        Ok(u64::try_from(before - self.outbox.len()).unwrap_or(u64::MAX))
    }

    /// Nothing is sealed in memory.
    fn seal_anew(&mut self, after: Option<OutboxId>, most: u32) -> Result<SealedAnew, Fault> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let later = self.outbox.keys().filter(|id| after.is_none_or(|after| **id > after));
        Ok(SealedAnew { changed: 0, last: later.take(most).last().copied() })
    }

    fn backlog(&mut self) -> Result<OutboxBacklog, Fault> {
        let oldest = self.outbox.values().map(|(message, _, _)| message.created_at).min();
        Ok(OutboxBacklog { depth: i64::try_from(self.outbox.len()).unwrap_or(i64::MAX), oldest })
    }
}

/// Only mails are claimed.
const fn is_mail(message: &NewMessage) -> bool {
    matches!(message.message, OutboxMessage::PasscodeMail(_))
}
