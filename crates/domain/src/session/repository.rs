//! Port: stored sessions.

use super::Session;
use crate::{Fault, SessionId, Timestamp, UserId};

/// Which session is looked up, and what counts as use.
#[derive(Clone, Debug)]
pub struct SessionLookup {
    /// The claim `session_id`.
    pub id: SessionId,
    /// The claim `sub`: the session must be this user's (contract B-26).
    pub user_id: UserId,
    /// Now.
    pub now: Timestamp,
    /// A session last used before this is idle.
    pub idle_before: Option<Timestamp>,
    /// The last use becomes `now` when it is before this; `None` leaves it alone.
    pub touch_before: Option<Timestamp>,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// It lives; the last use is told as it is after this look-up.
    Live {
        /// Last use.
        last_used: Timestamp,
    },
    /// It lives no more because nobody used it for too long.
    Idle,
    /// There is none, it is another user's, or its time is over.
    Dead,
}

/// Stored sessions.
pub trait Sessions {
    /// Stores a new session, with its place in the status lists if it has one, and removes the oldest active ones of the user beyond `limit`, the new one
    /// counted. Logins at the same moment do not exceed the limit when the caller holds the user
    /// ([`Users::lock`](crate::user::Users::lock)).
    ///
    /// # Errors
    /// When the database fails, or when the user is gone.
    fn open(&mut self, session: &Session, limit: u32) -> Result<(), Fault>;

    /// Looks a session up and, if asked, writes its last use.
    ///
    /// # Errors
    /// When the database fails.
    fn look_up(&mut self, lookup: &SessionLookup) -> Result<SessionState, Fault>;

    /// Removes a session; nothing happens when there is none.
    ///
    /// # Errors
    /// When the database fails.
    fn remove(&mut self, id: SessionId) -> Result<(), Fault>;

    /// Whether there is a session that began before the one moment and ends after `now`.
    ///
    /// # Errors
    /// When the database fails.
    fn any_made_before(&mut self, before: Timestamp, now: Timestamp) -> Result<bool, Fault>;

    /// Removes at most `most` sessions that began in `from..until`; tells how many.
    ///
    /// # Errors
    /// When the database fails.
    fn remove_made_between(&mut self, from: Timestamp, until: Timestamp, most: u32) -> Result<u64, Fault>;
}
