//! Ends of sessions, as several processes see them at once.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::thread::sleep;
use std::time::{Duration, Instant};

use inkan_domain::fakes::{a_session, id, moment};
use inkan_domain::session::Session;
use inkan_domain::status_list::{StatusChanges, StatusIndex, StatusMark};
use inkan_domain::{SessionId, Storage, UserId};
use inkan_persistence::PgStorage;
use inkan_postgres::{TestDatabase, run_sql};

use crate::support;

const USER: UserId = UserId::new(id(1));

fn a_database() -> (TestDatabase, PgStorage, PgStorage) {
    let database = support::migrated();
    let (one, two) = (support::storage(&database), support::storage(&database));
    one.direct().unwrap().users().add(USER, moment(0)).unwrap();
    (database, one, two)
}

fn open(storage: &PgStorage, number: u128) -> StatusIndex {
    let mut direct = storage.direct().unwrap();
    let place = direct.session_statuses().draw().unwrap();
    let session = Session { status: Some(place), ..a_session(id(number), USER, moment(0)) };
    direct.sessions().open(&session, 5).unwrap();
    place
}

fn read(storage: &PgStorage, since: Option<StatusMark>) -> StatusChanges {
    storage.direct().unwrap().session_statuses().read(since).unwrap()
}

#[test]
fn an_end_that_was_not_committed_at_the_mark_is_told_afterwards() {
    let (_database, one, two) = a_database();
    let place = open(&one, 10);
    let mut work = one.begin().unwrap();
    work.sessions().remove(SessionId::new(id(10))).unwrap();
    let before = read(&two, None);
    assert_eq!(before.ended, []);
    work.commit().unwrap();
    assert_eq!(read(&two, Some(before.mark)).ended, [place]);
}

#[test]
fn an_end_that_another_process_is_noticing_is_told_now_and_afterwards() {
    let (_database, one, two) = a_database();
    let place = open(&one, 10);
    let mark = read(&two, None).mark;
    one.direct().unwrap().sessions().remove(SessionId::new(id(10))).unwrap();
    let mut noticing = one.begin().unwrap();
    noticing.session_statuses().read(None).unwrap();
    let meanwhile = read(&two, Some(mark));
    assert_eq!(meanwhile.ended, [place]);
    noticing.commit().unwrap();
    assert_eq!(read(&two, Some(meanwhile.mark)).ended, [place]);
}

/// That is, when the transactions of that time are over, those of other tests on the server included.
#[test]
fn what_was_told_long_ago_is_not_told_again() {
    let (_database, one, _two) = a_database();
    let place = open(&one, 10);
    one.direct().unwrap().sessions().remove(SessionId::new(id(10))).unwrap();
    let first = read(&one, None);
    assert_eq!(first.ended, [place]);
    let deadline = Instant::now() + Duration::from_secs(20);
    let mut last = read(&one, Some(first.mark));
    while !last.ended.is_empty() {
        assert!(Instant::now() < deadline, "the end is told again and again");
        sleep(Duration::from_millis(10));
        last = read(&one, Some(last.mark));
    }
    assert_eq!(read(&one, None).ended, [place]);
}

#[test]
fn an_end_by_hand_is_told_too() {
    let (database, one, _two) = a_database();
    let place = open(&one, 10);
    run_sql(&database.url(), "DELETE FROM users").unwrap();
    assert_eq!(read(&one, None).ended, [place]);
}

/// Nobody waits for a login that is under way.
#[test]
fn places_are_drawn_while_others_log_in() {
    let (_database, one, two) = a_database();
    let mut work = one.begin().unwrap();
    let place = work.session_statuses().draw().unwrap();
    let session = Session { status: Some(place), ..a_session(id(10), USER, moment(0)) };
    work.sessions().open(&session, 5).unwrap();
    assert_ne!(two.direct().unwrap().session_statuses().draw().unwrap(), place);
    drop(work);
    assert_ne!(one.direct().unwrap().session_statuses().draw().unwrap(), place);
}
