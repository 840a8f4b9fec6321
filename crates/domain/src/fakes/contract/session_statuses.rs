//! Contract of [`SessionStatuses`](crate::status_list::SessionStatuses).
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a broken contract panics")]

use std::collections::BTreeSet;

use super::super::{a_session, id, moment};
use super::rows::{a_user, at_once};
use crate::session::{Session, SessionLookup, SessionState};
use crate::status_list::{StatusChanges, StatusIndex, StatusMark};
use crate::{SessionId, Storage, UserId};

/// Opens a session at this moment with a place of its own.
fn open(storage: &dyn Storage, number: u128, user_id: UserId, seconds: i64, limit: u32) -> StatusIndex {
    let mut direct = storage.direct().unwrap();
    let place = direct.session_statuses().draw().unwrap();
    let session = Session { status: Some(place), ..a_session(id(number), user_id, moment(seconds)) };
    direct.sessions().open(&session, limit).unwrap();
    place
}

fn read(storage: &dyn Storage, since: Option<StatusMark>) -> StatusChanges {
    storage.direct().unwrap().session_statuses().read(since).unwrap()
}

fn ended(storage: &dyn Storage) -> BTreeSet<StatusIndex> {
    read(storage, None).ended.into_iter().collect()
}

fn end(storage: &dyn Storage, number: u128) {
    storage.direct().unwrap().sessions().remove(SessionId::new(id(number))).unwrap();
}

/// Many who draw at once get places of their own, in the first list, and not one after the other.
pub fn places_differ_and_are_shuffled(storage: &dyn Storage) {
    let drawn = at_once(4, |_| {
        let mut direct = storage.direct().unwrap();
        (0..16).map(|_| direct.session_statuses().draw().unwrap()).collect::<Vec<_>>()
    });
    let places: BTreeSet<_> = drawn.iter().flatten().copied().collect();
    assert_eq!(places.len(), 64);
    assert!(places.iter().all(|place| place.list() == 0 && place.index() < StatusIndex::LIST_SIZE));
    let far = |pair: &[StatusIndex]| matches!(pair, [one, other] if one.index().abs_diff(other.index()) > 1);
    assert!(drawn.iter().any(|places| places.windows(2).any(far)));
}

/// A session that lives, and one that has no place, are not told.
pub fn only_ended_sessions_are_told(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    let (first, _second) = (open(storage, 10, user_id, 0, 5), open(storage, 11, user_id, 1, 5));
    storage.direct().unwrap().sessions().open(&a_session(id(12), user_id, moment(2)), 5).unwrap();
    assert!(ended(storage).is_empty());
    end(storage, 10);
    end(storage, 12);
    assert_eq!(ended(storage), BTreeSet::from([first]));
}

/// However a session ends: by a newer one, with its account, or by itself.
pub fn every_end_is_told(storage: &dyn Storage) {
    let (one, two) = (a_user(storage, 1), a_user(storage, 2));
    let surplus = open(storage, 10, one, 0, 1);
    let _newer = open(storage, 11, one, 1, 1);
    let orphan = open(storage, 12, two, 0, 5);
    assert_eq!(ended(storage), BTreeSet::from([surplus]));
    storage.direct().unwrap().users().remove(two).unwrap();
    assert_eq!(ended(storage), BTreeSet::from([surplus, orphan]));
}

/// What ended after a mark is told with it, in whatever steps.
pub fn nothing_is_missed_between_marks(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    let places: Vec<_> = (10..14).map(|number| open(storage, number, user_id, 0, 9)).collect();
    let mut mark = read(storage, None).mark;
    for (number, place) in (10..).zip(&places) {
        end(storage, number);
        let changes = read(storage, Some(mark));
        assert!(changes.ended.contains(place) && changes.mark >= mark, "{number}");
        mark = changes.mark;
    }
    assert_eq!(ended(storage), places.into_iter().collect());
}

/// A login that is undone leaves nothing.
pub fn an_undone_login_has_no_place(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    let place = storage.direct().unwrap().session_statuses().draw().unwrap();
    let session = Session { status: Some(place), ..a_session(id(10), user_id, moment(0)) };
    let mut work = storage.begin().unwrap();
    work.sessions().open(&session, 5).unwrap();
    drop(work);
    assert!(ended(storage).is_empty());
}

/// The lists reach from the oldest place that is known to the one that is being filled.
pub fn the_known_lists_are_told(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    let changes = read(storage, None);
    assert_eq!((changes.oldest_list, changes.newest_list), (0, 0));
    let far = Session { status: Some(StatusIndex::new(7, 3)), ..a_session(id(10), user_id, moment(0)) };
    storage.direct().unwrap().sessions().open(&far, 5).unwrap();
    assert_eq!(read(storage, None).oldest_list, 7);
    end(storage, 10);
    assert_eq!(ended(storage), BTreeSet::from([StatusIndex::new(7, 3)]));
}

/// A session with a place that nobody used for too long ends; one that was used, or has no place, stays.
pub fn idle_sessions_end(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    let (idle, _used) = (open(storage, 10, user_id, 0, 9), open(storage, 11, user_id, 0, 9));
    storage.direct().unwrap().sessions().open(&a_session(id(12), user_id, moment(0)), 9).unwrap();
    let lookup = SessionLookup {
        id: SessionId::new(id(11)),
        user_id,
        now: moment(50),
        idle_before: None,
        touch_before: Some(moment(40)),
    };
    let mut direct = storage.direct().unwrap();
    direct.sessions().look_up(&lookup).unwrap();
    let mut sweep = |seconds| while direct.session_statuses().end_idle(moment(seconds), 1).unwrap() > 0 {};
    sweep(0);
    sweep(50);
    drop(direct);
    assert_eq!(ended(storage), BTreeSet::from([idle]));
    let state = |number| {
        let lookup = SessionLookup { id: SessionId::new(id(number)), ..lookup.clone() };
        storage.direct().unwrap().sessions().look_up(&lookup).unwrap()
    };
    assert!([11, 12].map(state).iter().all(|state| matches!(state, SessionState::Live { .. })));
}
