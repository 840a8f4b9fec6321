//! Sessions in memory.

use super::super::FakeState;
use crate::session::{Session, SessionLookup, SessionState, Sessions};
use crate::{Fault, SessionId, Timestamp};

impl Sessions for FakeState {
    fn open(&mut self, session: &Session, limit: u32) -> Result<(), Fault> {
        let now = session.created_at;
        let mut active: Vec<_> = self
            .sessions
            .values()
            .filter(|(row, _)| row.user_id == session.user_id && row.expires_at > now)
            .map(|(row, _)| (row.created_at, row.id))
            .collect();
        active.sort_unstable_by(|left, right| right.cmp(left));
        let kept = usize::try_from(limit.saturating_sub(1)).unwrap_or(usize::MAX);
        for (_, id) in active.into_iter().skip(kept) {
            self.sessions.remove(&id);
        }
        if let Some(place) = session.status {
            self.session_statuses.insert(place, session.id);
        }
        self.sessions.insert(session.id, (session.clone(), now));
        Ok(())
    }

    fn look_up(&mut self, lookup: &SessionLookup) -> Result<SessionState, Fault> {
        let row = self.sessions.get_mut(&lookup.id);
        let row = row.filter(|(row, _)| row.user_id == lookup.user_id && row.expires_at > lookup.now);
        let Some((_, last_used)) = row else { return Ok(SessionState::Dead) };
        if lookup.idle_before.is_some_and(|idle_before| *last_used < idle_before) {
            return Ok(SessionState::Idle);
        }
        if lookup.touch_before.is_some_and(|touch_before| *last_used < touch_before) {
            *last_used = lookup.now;
        }
        Ok(SessionState::Live { last_used: *last_used })
    }

    fn remove(&mut self, id: SessionId) -> Result<(), Fault> {
        self.sessions.remove(&id);
        Ok(())
    }

    fn any_made_before(&mut self, before: Timestamp, now: Timestamp) -> Result<bool, Fault> {
        Ok(self.sessions.values().any(|(row, _)| row.created_at < before && row.expires_at > now))
    }

    fn remove_made_between(&mut self, from: Timestamp, until: Timestamp, most: u32) -> Result<u64, Fault> {
        let ended: Vec<_> = self
            .sessions
            .values()
            .filter(|(row, _)| (from..until).contains(&row.created_at))
            .take(usize::try_from(most).unwrap_or(usize::MAX))
            .map(|(row, _)| row.id)
            .collect();
        self.sessions.retain(|id, _| !ended.contains(id));
        Ok(u64::try_from(ended.len()).unwrap_or(u64::MAX))
    }
}
