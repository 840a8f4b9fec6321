//! Port: the places of sessions, and which sessions have ended.

use super::StatusIndex;
use crate::{Fault, Timestamp};

/// Up to where changes were read; means something only to the storage that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatusMark(pub i64);

/// What was read.
#[derive(Clone, Debug)]
pub struct StatusChanges {
    /// Places of sessions that have ended: at least those whose end came after the mark.
    pub ended: Vec<StatusIndex>,
    /// The mark for the next time. One that lies before the last one means that the storage was exchanged, and
    /// that everything has to be read anew.
    pub mark: StatusMark,
    /// The oldest list of which anything is known.
    pub oldest_list: u32,
    /// The list that is being filled.
    pub newest_list: u32,
}

/// Places of sessions. They are taken by [`Sessions::open`](crate::session::Sessions::open), and a session that
/// is gone has ended, whoever removed it and in whatever way.
pub trait SessionStatuses {
    /// Draws a place that nobody had before, in no order that others could guess. Waits for nobody; a place
    /// that is not taken is lost.
    ///
    /// # Errors
    /// When the database fails.
    fn draw(&mut self) -> Result<StatusIndex, Fault>;

    /// What has changed since the mark; without one, everything.
    ///
    /// # Errors
    /// When the database fails.
    fn read(&mut self, since: Option<StatusMark>) -> Result<StatusChanges, Fault>;

    /// Removes sessions that have a place and were last used before this moment, at most about so many at a
    /// time. Gives 0 when there are no more for now.
    ///
    /// # Errors
    /// When the database fails.
    fn end_idle(&mut self, idle_before: Timestamp, most: u32) -> Result<u64, Fault>;
}
