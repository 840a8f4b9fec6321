//! What one process knows of the lists.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::{SignedStatusList, StatusBits, StatusChanges, StatusMark};
use crate::Timestamp;

/// A list that was signed.
#[derive(Clone)]
pub(super) struct Signed {
    pub(super) list: Arc<SignedStatusList>,
    pub(super) expires_at: Timestamp,
}

/// A copy of the statuses, with what was signed of it.
#[derive(Default)]
pub(super) struct KnownLists {
    /// When the copy was last brought up to date.
    pub(super) read_at: Option<Timestamp>,
    /// When it was last read as a whole, and up to where it was read since.
    whole: Option<(Timestamp, StatusMark)>,
    lists: Option<RangeInclusive<u32>>,
    ended: BTreeMap<u32, StatusBits>,
    signed: BTreeMap<u32, Signed>,
}

impl KnownLists {
    /// Up to where it was read, unless that was too long ago for changes alone.
    pub(super) fn mark(&self, whole_after: Timestamp) -> Option<StatusMark> {
        self.whole.filter(|(read_at, _)| *read_at > whole_after).map(|(_, mark)| mark)
    }

    /// Whether there is a list with this number. The one after the newest counts, too: another process may
    /// have begun it just now.
    pub(super) fn has(&self, list: u32) -> bool {
        self.lists.as_ref().is_some_and(|lists| lists.contains(&list))
    }

    pub(super) fn bits(&self, list: u32) -> Option<&StatusBits> {
        self.ended.get(&list)
    }

    pub(super) fn signed(&self, list: u32) -> Option<&Signed> {
        self.signed.get(&list)
    }

    pub(super) fn keep(&mut self, list: u32, signed: Signed) {
        self.signed.insert(list, signed);
    }

    /// Adds what changed since the mark.
    pub(super) fn add(&mut self, changes: &StatusChanges, now: Timestamp) {
        for place in &changes.ended {
            if self.ended.entry(place.list()).or_default().end(place.index()) {
                self.signed.remove(&place.list());
            }
        }
        self.whole = self.whole.map(|(read_at, _)| (read_at, changes.mark));
        self.note(changes, now);
    }

    /// Takes everything over as it was read.
    pub(super) fn replace(&mut self, changes: &StatusChanges, now: Timestamp) {
        let mut ended = BTreeMap::<u32, StatusBits>::new();
        for place in &changes.ended {
            ended.entry(place.list()).or_default().end(place.index());
        }
        let before = std::mem::replace(&mut self.ended, ended);
        self.signed.retain(|list, _| before.get(list) == self.ended.get(list));
        self.whole = Some((now, changes.mark));
        self.note(changes, now);
    }

    fn note(&mut self, changes: &StatusChanges, now: Timestamp) {
        let lists = changes.oldest_list..=changes.newest_list.saturating_add(1);
        self.ended.retain(|list, _| lists.contains(list));
        self.signed.retain(|list, _| lists.contains(list));
        self.lists = Some(lists);
        self.read_at = Some(now);
    }
}
