//! Places in the status lists, in memory.

use super::super::FakeState;
use crate::status_list::{SessionStatuses, StatusChanges, StatusIndex, StatusMark};
use crate::{Fault, Timestamp};

impl SessionStatuses for FakeState {
    /// The lists are filled in the order of their bits, read backwards.
    fn draw(&mut self) -> Result<StatusIndex, Fault> {
        let position = self.drawn_statuses;
        self.drawn_statuses += 1;
        let shuffled = position.reverse_bits() >> (u32::BITS - StatusIndex::BITS);
        Ok(StatusIndex::new(position >> StatusIndex::BITS, shuffled))
    }

    /// Everything, whatever the mark.
    fn read(&mut self, _since: Option<StatusMark>) -> Result<StatusChanges, Fault> {
        let gone = self.session_statuses.iter().filter(|(_, session)| !self.sessions.contains_key(session));
        let newest_list = self.drawn_statuses >> StatusIndex::BITS;
        Ok(StatusChanges {
            ended: gone.map(|(place, _)| *place).collect(),
            mark: StatusMark(0),
            oldest_list: self.session_statuses.keys().next().map_or(newest_list, |place| place.list()),
            newest_list,
        })
    }

    fn end_idle(&mut self, idle_before: Timestamp, _most: u32) -> Result<u64, Fault> {
        let before = self.sessions.len();
        self.sessions.retain(|_, (session, used)| session.status.is_none() || *used >= idle_before);
        Ok(u64::try_from(before - self.sessions.len()).unwrap_or(u64::MAX))
    }
}
