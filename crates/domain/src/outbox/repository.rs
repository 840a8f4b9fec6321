//! Port: the outbox.

use super::OutboxMessage;
use crate::{Fault, OutboxId, Timestamp};

/// A message that is to be delivered.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Id of the message; stays the same over all attempts.
    pub id: OutboxId,
    /// What is to be delivered.
    pub message: OutboxMessage,
    /// Now; the message may be delivered at once.
    pub created_at: Timestamp,
    /// Nobody needs it after this moment.
    pub expires_at: Timestamp,
}

/// A message that this process may deliver until its lease ends.
#[derive(Clone, Debug)]
pub struct ClaimedMessage {
    /// Id of the message.
    pub id: OutboxId,
    /// What is to be delivered; `None` when the payload cannot be read (its secret is gone, or a newer
    /// version wrote it).
    pub message: Option<OutboxMessage>,
    /// Which attempt this is, from 1 on.
    pub attempt: i32,
    /// Nobody needs it after this moment.
    pub expires_at: Timestamp,
}

/// How much waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboxBacklog {
    /// Messages that are not delivered yet.
    pub depth: i64,
    /// When the oldest of them was written.
    pub oldest: Option<Timestamp>,
}

/// Messages that were looked at to seal them anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SealedAnew {
    /// How many were sealed under another secret than the first.
    pub changed: u64,
    /// The last of the batch; `None` when there were none.
    pub last: Option<OutboxId>,
}

/// The outbox. Payloads are stored encrypted, since they hold codes.
pub trait Outbox {
    /// Writes a message.
    ///
    /// # Errors
    /// When the database or the encryption fails.
    fn add(&mut self, message: &NewMessage) -> Result<(), Fault>;

    /// Takes up to `most` mails that are due, the longest due first, and leases them until
    /// `lease_until`: nobody else gets them before. Several processes share the work without waiting for
    /// each other.
    ///
    /// # Errors
    /// When the database fails.
    fn claim(
        &mut self,
        most: u32,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Vec<ClaimedMessage>, Fault>;

    /// Puts a claimed message back until `due_at`.
    ///
    /// # Errors
    /// When the database fails.
    fn postpone(&mut self, id: OutboxId, due_at: Timestamp) -> Result<(), Fault>;

    /// Removes messages that were delivered or given up.
    ///
    /// # Errors
    /// When the database fails.
    fn remove(&mut self, ids: &[OutboxId]) -> Result<(), Fault>;

    /// Removes messages that nobody needs any more; tells how many.
    ///
    /// # Errors
    /// When the database fails.
    fn remove_expired(&mut self, now: Timestamp) -> Result<u64, Fault>;

    /// Looks at up to `most` messages with higher ids than `after`, and seals those under the first secret
    /// that are not. What no secret opens is left alone.
    ///
    /// # Errors
    /// When the database or the encryption fails.
    fn seal_anew(&mut self, after: Option<OutboxId>, most: u32) -> Result<SealedAnew, Fault>;

    /// How much waits, for metrics.
    ///
    /// # Errors
    /// When the database fails.
    fn backlog(&mut self) -> Result<OutboxBacklog, Fault>;
}

/// Wakes whoever delivers messages. Called after the commit; a call that is lost only delays.
pub trait OutboxSignal: Send + Sync {
    /// There is something to deliver.
    fn wake(&self);
}
