//! Status lists from a login to the end of its session, on fakes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::TimeDelta;

use super::{
    GetStatusList, GetStatusListError, SignedStatusList, StatusBits, StatusIndex, StatusListPolicy,
    StatusListUri,
};
use crate::fakes::{Bench, a_caller, an_address};
use crate::session::OpenedSession;
use crate::{Fault, Repositories, Storage, UnitOfWork};

const LISTS: &str = "https://login.test/lists";

fn a_bench() -> Bench {
    Bench {
        require_verification: false,
        status_list_uri: Some(StatusListUri::new("https://login.test/lists/")),
        ..Bench::default()
    }
}

fn log_in(bench: &Bench, number: u128) -> OpenedSession {
    bench.create_user().execute(an_address(number), &a_caller()).unwrap().session.unwrap()
}

fn log_out(bench: &Bench, opened: &OpenedSession) {
    bench.storage.with(|state| state.sessions.remove(&opened.session.id)).unwrap();
}

fn place(opened: &OpenedSession) -> StatusIndex {
    opened.session.status.unwrap()
}

/// The indices that the list says have ended.
fn ended(list: &SignedStatusList) -> Vec<u32> {
    let indices = list.token.split(' ').skip(4).filter(|text| !text.is_empty());
    indices.map(|text| text.parse().unwrap()).collect()
}

fn get(lists: &GetStatusList) -> Arc<SignedStatusList> {
    lists.execute(0).unwrap()
}

fn signed(bench: &Bench) -> u64 {
    bench.list_tokens.signed.load(Ordering::Relaxed)
}

#[test]
fn without_status_lists_a_session_has_no_place() {
    let bench = Bench { status_list_uri: None, ..a_bench() };
    assert_eq!(log_in(&bench, 1).session.status, None);
    assert!(bench.get_status_list().is_none());
    assert_eq!(bench.storage.with(|state| state.drawn_statuses), 0);
}

#[test]
fn a_session_that_ends_is_marked_within_seconds() {
    let bench = a_bench();
    let lists = bench.get_status_list().unwrap();
    let (first, second) = (log_in(&bench, 1), log_in(&bench, 2));
    assert_ne!(place(&first), place(&second));
    assert!(ended(&get(&lists)).is_empty());
    log_out(&bench, &second);
    assert!(ended(&get(&lists)).is_empty(), "the copy is fresh");
    bench.clock.advance(GetStatusList::FRESH);
    assert!(lists.ready(0).is_none());
    assert_eq!(ended(&get(&lists)), [place(&second).index()]);
    assert_eq!(lists.ready(0).unwrap(), get(&lists));
}

#[test]
fn a_list_says_where_it_is_and_how_long_it_is_good() {
    let bench = a_bench();
    let list = get(&bench.get_status_list().unwrap());
    let words: Vec<_> = list.token.split(' ').collect();
    assert_eq!(words[0], format!("{LISTS}/0"));
    let (issued, expires): (i64, i64) = (words[1].parse().unwrap(), words[2].parse().unwrap());
    assert!((300..=600).contains(&(expires - issued)), "{words:?}");
    assert_eq!(words[3], "15");
}

#[test]
fn a_list_that_does_not_change_is_signed_once_a_period() {
    let bench = a_bench();
    let lists = bench.get_status_list().unwrap();
    log_in(&bench, 1);
    let tag = get(&lists).tag.clone();
    let mut seconds = 0;
    while get(&lists).tag == tag {
        assert_eq!(signed(&bench), 1);
        bench.clock.advance(TimeDelta::seconds(10));
        seconds += 10;
    }
    assert!(seconds <= 300, "{seconds}");
    assert_eq!(signed(&bench), 2);
}

#[test]
fn replicas_come_to_the_same_list() {
    let bench = a_bench();
    let (one, other) = (bench.get_status_list().unwrap(), bench.get_status_list().unwrap());
    let (first, second) = (log_in(&bench, 1), log_in(&bench, 2));
    log_out(&bench, &first);
    get(&one);
    bench.clock.advance(TimeDelta::seconds(3));
    log_out(&bench, &second);
    assert_eq!(get(&one).tag, get(&other).tag);
}

#[test]
fn another_key_signs_at_once() {
    let bench = a_bench();
    let lists = bench.get_status_list().unwrap();
    assert_eq!(get(&lists).key_id, "0");
    bench.list_tokens.key.store(1, Ordering::Relaxed);
    assert!(lists.ready(0).is_none());
    assert_eq!(get(&lists).key_id, "1");
}

#[test]
fn lists_that_hold_nobody_are_not_there() {
    let bench = a_bench();
    let lists = bench.get_status_list().unwrap();
    assert!(lists.execute(0).is_ok() && lists.execute(1).is_ok(), "the next one may be begun at any moment");
    assert!(matches!(lists.execute(2), Err(GetStatusListError::NotFound)));
    let opened = log_in(&bench, 1);
    bench.storage.with(|state| {
        state.drawn_statuses = 3 << StatusIndex::BITS;
        state.session_statuses.clear();
        state.session_statuses.insert(StatusIndex::new(2, 5), opened.session.id);
    });
    bench.clock.advance(GetStatusList::FRESH);
    let found: Vec<_> = (0..7).filter(|list| lists.execute(*list).is_ok()).collect();
    assert_eq!(found, [2, 3, 4]);
}

#[test]
fn places_of_tokens_that_are_over_are_cleared() {
    let bench = a_bench();
    let lists = bench.get_status_list().unwrap();
    let opened = log_in(&bench, 1);
    log_out(&bench, &opened);
    assert_eq!(ended(&get(&lists)), [place(&opened).index()]);
    bench.storage.with(|state| state.session_statuses.clear());
    bench.clock.advance(GetStatusList::WHOLE);
    assert!(ended(&get(&lists)).is_empty());
}

#[test]
fn a_session_that_nobody_uses_is_marked() {
    let mut bench = a_bench();
    bench.policy.idle_timeout = Some(TimeDelta::minutes(5));
    let lists = bench.get_status_list().unwrap();
    let opened = log_in(&bench, 1);
    bench.clock.advance(TimeDelta::minutes(5));
    assert!(ended(&get(&lists)).is_empty());
    bench.clock.advance(TimeDelta::seconds(3));
    assert_eq!(ended(&get(&lists)), [place(&opened).index()]);
    assert!(bench.storage.with(|state| state.sessions.is_empty()));
}

#[test]
fn a_clock_that_is_set_back_does_not_keep_an_old_list() {
    let bench = a_bench();
    let lists = bench.get_status_list().unwrap();
    let opened = log_in(&bench, 1);
    get(&lists);
    log_out(&bench, &opened);
    bench.clock.advance(TimeDelta::hours(-1));
    assert_eq!(ended(&get(&lists)), [place(&opened).index()]);
}

/// A database that is away, and how often it was asked.
#[derive(Default)]
struct Away(AtomicU64);

impl Storage for Away {
    fn begin(&self) -> Result<Box<dyn UnitOfWork + '_>, Fault> {
        Err(Fault::unavailable("away"))
    }

    fn direct(&self) -> Result<Box<dyn Repositories + '_>, Fault> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Err(Fault::unavailable("away"))
    }

    fn check(&self) -> Result<(), Fault> {
        Err(Fault::unavailable("away"))
    }
}

#[test]
fn who_waited_for_a_reading_that_failed_does_not_try_again() {
    let (bench, storage) = (a_bench(), Arc::<Away>::default());
    let policy = StatusListPolicy { uri: StatusListUri::new(LISTS), ttl_seconds: 15, idle_timeout: None };
    let (tokens, clock) = (bench.list_tokens.clone(), bench.clock.clone());
    let lists = GetStatusList::new(storage.clone(), tokens, clock, policy);
    let fails = || matches!(lists.execute(0), Err(GetStatusListError::Fault(Fault::Unavailable(_))));
    assert!(fails() && fails());
    assert_eq!(storage.0.load(Ordering::Relaxed), 1);
    bench.clock.advance(TimeDelta::microseconds(1));
    assert!(fails());
    assert_eq!(storage.0.load(Ordering::Relaxed), 2);
}

#[test]
fn a_place_is_a_number_and_back() {
    for place in [StatusIndex::new(0, 0), StatusIndex::new(3, 1_048_575), StatusIndex::new(u32::MAX, 7)] {
        assert_eq!(StatusIndex::of_number(place.number()), Some(place));
    }
    assert_eq!(StatusIndex::new(1, 2).number(), 1_048_578);
    for number in [-1, i64::MIN, i64::MAX] {
        assert_eq!(StatusIndex::of_number(number), None);
    }
}

#[test]
fn bits_count_from_the_least_significant_one() {
    let mut bits = StatusBits::default();
    assert_eq!(bits.as_bytes().len(), 131_072);
    assert!([0, 3, 9, 1_048_575].iter().all(|index| bits.end(*index)));
    assert!(!bits.end(3) && !bits.end(u32::MAX));
    assert_eq!((bits.as_bytes()[0], bits.as_bytes()[1]), (0b1001, 0b10));
    assert_eq!(bits.as_bytes().last(), Some(&0b1000_0000));
}
