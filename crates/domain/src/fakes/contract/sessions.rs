//! Contract of [`Sessions`](crate::session::Sessions).
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a broken contract panics")]

use super::super::{a_session, id, moment};
use super::rows::{a_user, at_once};
use crate::session::{SessionLookup, SessionState};
use crate::{SessionId, Storage, UserId};

const HOUR: i64 = 3600;

fn open(storage: &dyn Storage, number: u128, user_id: UserId, seconds: i64, limit: u32) {
    let session = a_session(id(number), user_id, moment(seconds));
    let mut work = storage.begin().unwrap();
    assert!(work.users().lock(user_id).unwrap());
    work.sessions().open(&session, limit).unwrap();
    work.commit().unwrap();
}

fn lookup(number: u128, user_id: UserId, seconds: i64) -> SessionLookup {
    SessionLookup {
        id: SessionId::new(id(number)),
        user_id,
        now: moment(seconds),
        idle_before: None,
        touch_before: None,
    }
}

fn look_up(storage: &dyn Storage, lookup: &SessionLookup) -> SessionState {
    storage.direct().unwrap().sessions().look_up(lookup).unwrap()
}

/// The sessions that live, of those with the given numbers.
fn living(storage: &dyn Storage, numbers: &[u128], user_id: UserId, seconds: i64) -> Vec<u128> {
    let is_live = |number: &u128| {
        matches!(look_up(storage, &lookup(*number, user_id, seconds)), SessionState::Live { .. })
    };
    numbers.iter().copied().filter(is_live).collect()
}

/// A new session counts, and the oldest beyond the limit go; those of others do not count.
pub fn the_oldest_beyond_the_limit_go(storage: &dyn Storage) {
    let (one, two) = (a_user(storage, 1), a_user(storage, 2));
    open(storage, 100, two, 0, 2);
    for (number, seconds) in [(11, 1), (10, 2), (12, 3)] {
        open(storage, number, one, seconds, 2);
    }
    assert_eq!(living(storage, &[10, 11, 12], one, 4), [10, 12]);
    assert_eq!(living(storage, &[100], two, 4), [100]);
    open(storage, 13, one, 4, 1);
    assert_eq!(living(storage, &[10, 11, 12, 13], one, 5), [13]);
}

/// A session whose time is over takes nobody's place.
pub fn sessions_that_are_over_do_not_count(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    for (number, seconds) in [(10, 0), (11, HOUR), (12, HOUR + 1)] {
        open(storage, number, user_id, seconds, 2);
    }
    assert_eq!(living(storage, &[10, 11, 12], user_id, HOUR + 2), [11, 12]);
    assert_eq!(living(storage, &[10], user_id, HOUR - 1), [10]);
}

/// A session that is unknown, removed, over, or another user's is dead.
pub fn only_a_session_of_the_user_lives(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    open(storage, 10, user_id, 0, 5);
    let live = SessionState::Live { last_used: moment(0) };
    assert_eq!(look_up(storage, &lookup(10, user_id, HOUR - 1)), live);
    for dead in [
        lookup(10, user_id, HOUR),
        lookup(11, user_id, 1),
        lookup(10, UserId::new(id(2)), 1),
        SessionLookup { touch_before: Some(moment(1)), ..lookup(10, UserId::new(id(2)), 1) },
    ] {
        assert_eq!(look_up(storage, &dead), SessionState::Dead);
    }
    assert_eq!(look_up(storage, &lookup(10, user_id, 1)), live);
    let session_id = lookup(10, user_id, 1).id;
    for _ in 0..2 {
        storage.direct().unwrap().sessions().remove(session_id).unwrap();
        assert_eq!(look_up(storage, &lookup(10, user_id, 1)), SessionState::Dead);
    }
}

/// A session that nobody used for too long stays idle, even when the look-up would count as use.
pub fn an_idle_session_is_not_revived(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    open(storage, 10, user_id, 0, 5);
    let idle = SessionLookup {
        idle_before: Some(moment(1)),
        touch_before: Some(moment(50)),
        ..lookup(10, user_id, 60)
    };
    assert_eq!(look_up(storage, &idle), SessionState::Idle);
    assert_eq!(look_up(storage, &SessionLookup { touch_before: None, ..idle.clone() }), SessionState::Idle);
    let used_at_the_limit = SessionLookup { idle_before: Some(moment(0)), ..idle };
    assert_eq!(look_up(storage, &used_at_the_limit), SessionState::Live { last_used: moment(60) });
}

/// The last use is written when it is asked for and the last one is long ago, and is told as it is then.
pub fn only_an_old_use_is_written_anew(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    open(storage, 10, user_id, 0, 5);
    for (now, touch_before, last_used) in [
        (10, None, 0),
        (20, Some(0), 0),
        (30, Some(1), 30),
        (40, Some(30), 30),
        (50, Some(31), 50),
        (60, None, 50),
    ] {
        let asked = SessionLookup { touch_before: touch_before.map(moment), ..lookup(10, user_id, now) };
        let last_used = moment(last_used);
        assert_eq!(look_up(storage, &asked), SessionState::Live { last_used }, "at {now}");
    }
}

/// Logins at the same moment keep the limit when they hold the user.
pub fn parallel_logins_keep_the_limit(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    at_once(10, |number| open(storage, 10 + number, user_id, 0, 3));
    let numbers: Vec<u128> = (10..20).collect();
    assert_eq!(living(storage, &numbers, user_id, 1).len(), 3);
}

/// Of the sessions that began before a moment, those that live are seen.
pub fn living_sessions_of_before_are_seen(storage: &dyn Storage) {
    let user = a_user(storage, 1);
    open(storage, 10, user, 100, 5);
    let mut direct = storage.direct().unwrap();
    let mut any = |before, now| direct.sessions().any_made_before(moment(before), moment(now)).unwrap();
    assert!(any(101, 100 + HOUR - 1));
    assert!(!any(101, 100 + HOUR));
    assert!(!any(100, 200));
}

/// Sessions of a time end batch by batch; those before and after stay.
pub fn sessions_of_a_time_are_removed_in_batches(storage: &dyn Storage) {
    let user = a_user(storage, 1);
    for number in 0_u8..6 {
        open(storage, 10 + u128::from(number), user, i64::from(number), 9);
    }
    let remove = |most| {
        let mut direct = storage.direct().unwrap();
        direct.sessions().remove_made_between(moment(1), moment(5), most).unwrap()
    };
    assert_eq!([remove(3), remove(3), remove(3)], [3, 1, 0]);
    assert_eq!(living(storage, &[10, 11, 12, 13, 14, 15], user, 6), [10, 15]);
}
