//! The life of keys, on fakes.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{
    EncryptAnew, EnsureSigningKeys, KeyState, ListSigningKeys, PlannedKey, RetireSigningKey, RetirementError,
    RotateSigningKeys, RotationError, RotationPolicy, RotationStep, StoredKey,
};
use crate::fakes::{FakeKeyFactory, FakeStorage, FixedClock, a_session, id, moment};
use crate::session::Sessions as _;
use crate::{SessionId, UserId};

const LEAD: i64 = 630;
const TAIL: i64 = 3630;

/// A database, a clock, and keys that are kept for ten minutes and sign tokens of an hour.
struct Bench {
    storage: Arc<FakeStorage>,
    clock: Arc<FixedClock>,
    factory: Arc<FakeKeyFactory>,
    interval: Option<TimeDelta>,
}

impl Bench {
    /// With one key, made at 0.
    fn new() -> Self {
        let bench = Self {
            storage: Arc::default(),
            clock: Arc::new(FixedClock::at(moment(0))),
            factory: Arc::default(),
            interval: None,
        };
        assert_eq!(bench.ensure(1).execute().unwrap(), 1);
        bench
    }

    fn policy(&self) -> RotationPolicy {
        RotationPolicy {
            interval: self.interval,
            jwks_max_age: TimeDelta::minutes(10),
            lifespan: TimeDelta::hours(1),
        }
    }

    fn ensure(&self, secrets: i32) -> EnsureSigningKeys {
        EnsureSigningKeys {
            storage: self.storage.clone(),
            factory: self.factory.clone(),
            clock: self.clock.clone(),
            policy: self.policy(),
            secrets,
        }
    }

    fn rotate(&self) -> RotateSigningKeys {
        RotateSigningKeys {
            storage: self.storage.clone(),
            factory: self.factory.clone(),
            clock: self.clock.clone(),
            policy: self.policy(),
        }
    }

    fn retire(&self, kid: &str) -> Result<super::RetiredKey, RetirementError> {
        let retire = RetireSigningKey {
            storage: self.storage.clone(),
            factory: self.factory.clone(),
            clock: self.clock.clone(),
        };
        retire.execute(kid, &mut |_| {})
    }

    /// `kid` and state of every key.
    fn states(&self) -> Vec<(String, KeyState)> {
        let list = ListSigningKeys {
            storage: self.storage.clone(),
            factory: self.factory.clone(),
            clock: self.clock.clone(),
        };
        list.execute().unwrap().into_iter().map(|key| (key.kid, key.state)).collect()
    }

    fn rows(&self) -> Vec<Option<i32>> {
        self.storage.with(|state| state.signing_keys.iter().map(|key| key.row).collect())
    }

    fn open_session(&self, number: u128, seconds: i64) {
        let session = a_session(id(number), UserId::new(id(1)), moment(seconds));
        self.storage.with(|state| state.open(&session, 99)).unwrap();
    }

    fn sessions(&self) -> Vec<SessionId> {
        self.storage.with(|state| state.sessions.keys().copied().collect())
    }
}

fn states(expected: &[(&str, KeyState)]) -> Vec<(String, KeyState)> {
    expected.iter().map(|(kid, state)| ((*kid).to_owned(), *state)).collect()
}

fn planned(kid: &str, seconds: i64) -> PlannedKey {
    PlannedKey { kid: kid.to_owned(), signs_from: moment(seconds) }
}

#[test]
fn every_secret_gets_one_key() {
    let bench = Bench::new();
    assert_eq!(bench.ensure(1).execute().unwrap(), 0);
    assert_eq!(bench.ensure(2).execute().unwrap(), 1);
    assert_eq!(bench.ensure(2).execute().unwrap(), 0);
    assert_eq!(bench.rows(), [Some(1), Some(2)]);
}

#[test]
fn first_keys_have_no_plan_and_sign_at_once() {
    let storage = Arc::new(FakeStorage::default());
    let bench = Bench { storage: storage.clone(), ..Bench::new() };
    bench.ensure(2).execute().unwrap();
    let key = |row: i32| StoredKey {
        row: Some(row),
        kid: None,
        key_data: format!("first/RS256/key-{}", row + 1),
        created_at: moment(0),
        signs_from: moment(0),
    };
    assert_eq!(storage.with(|state| state.signing_keys.clone()), [key(1), key(2)]);
    assert_eq!(bench.states(), states(&[("key-2", KeyState::Retired), ("key-3", KeyState::Signing)]));
}

#[test]
fn the_key_of_a_new_secret_is_published_before_it_signs() {
    let bench = Bench::new();
    bench.ensure(2).execute().unwrap();
    assert_eq!(bench.states(), states(&[("key-1", KeyState::Signing), ("key-2", KeyState::Next)]));
    bench.clock.set(moment(LEAD));
    assert_eq!(bench.states(), states(&[("key-1", KeyState::Retired), ("key-2", KeyState::Signing)]));
}

#[test]
fn several_starts_at_once_make_each_key_once() {
    let bench = Bench { storage: Arc::default(), ..Bench::new() };
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| bench.ensure(2).execute().unwrap());
        }
    });
    assert_eq!(bench.rows(), [Some(1), Some(2)]);
}

#[test]
fn a_key_that_the_reference_cannot_use_stays_out_of_its_table() {
    let factory = Arc::new(FakeKeyFactory { algorithm: "ES256", ..FakeKeyFactory::default() });
    let bench = Bench { storage: Arc::default(), factory, ..Bench::new() };
    assert_eq!(bench.ensure(1).execute().unwrap(), 1);
    assert_eq!(bench.ensure(1).execute().unwrap(), 0);
    assert_eq!(bench.rows(), [None]);
    assert_eq!(bench.states(), states(&[("key-1", KeyState::Signing)]));
}

#[test]
fn a_rotated_key_goes_through_all_states() {
    let bench = Bench::new();
    bench.clock.set(moment(100));
    assert_eq!(bench.rotate().execute().unwrap(), planned("key-2", 100 + LEAD));
    assert_eq!(bench.states(), states(&[("key-1", KeyState::Signing), ("key-2", KeyState::Next)]));
    bench.clock.set(moment(100 + LEAD));
    assert_eq!(bench.states(), states(&[("key-1", KeyState::Retired), ("key-2", KeyState::Signing)]));
    bench.clock.set(moment(100 + LEAD + TAIL - 1));
    assert_eq!(bench.rotate().advance().unwrap(), RotationStep::default());
    bench.clock.set(moment(100 + LEAD + TAIL));
    let removed = RotationStep { removed: vec!["key-1".to_owned()], ..RotationStep::default() };
    assert_eq!(bench.rotate().advance().unwrap(), removed);
    assert_eq!(bench.states(), states(&[("key-1", KeyState::Gone), ("key-2", KeyState::Signing)]));
    assert_eq!(bench.rows(), [Some(2)]);
    assert_eq!(bench.ensure(1).execute().unwrap(), 0, "the number was used");
}

#[test]
fn a_second_key_waits_until_the_next_one_signs() {
    let bench = Bench::new();
    bench.rotate().execute().unwrap();
    let refused = bench.rotate().execute().unwrap_err();
    assert!(matches!(refused, RotationError::Pending(pending) if pending == planned("key-2", LEAD)));
    bench.clock.set(moment(LEAD));
    assert_eq!(bench.rotate().execute().unwrap(), planned("key-3", 2 * LEAD));
}

#[test]
fn of_several_rotations_at_once_one_publishes() {
    let bench = Bench::new();
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..6).map(|_| scope.spawn(|| bench.rotate().execute().is_ok())).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|published| **published).count(), 1);
    assert_eq!(bench.rows(), [Some(1), Some(2)]);
}

#[test]
fn keys_are_rotated_by_schedule_only_when_they_are_to_be() {
    let bench = Bench::new();
    bench.clock.set(moment(1_000_000));
    assert_eq!(bench.rotate().advance().unwrap(), RotationStep::default());
    let bench = Bench { interval: Some(TimeDelta::days(1)), ..bench };
    let published = bench.rotate().advance().unwrap().published;
    assert_eq!(published, Some(planned("key-2", 1_000_000 + LEAD)));
    assert_eq!(bench.rotate().advance().unwrap(), RotationStep::default());
    let second_takes_over = 1_000_000 + LEAD + 86_400;
    bench.clock.set(moment(second_takes_over - LEAD - 1));
    assert_eq!(bench.rotate().advance().unwrap().published, None);
    bench.clock.set(moment(second_takes_over - LEAD));
    assert_eq!(bench.rotate().advance().unwrap().published, Some(planned("key-3", second_takes_over)));
}

#[test]
fn a_retired_key_stays_while_a_longer_session_lives() {
    let bench = Bench::new();
    bench.open_session(10, LEAD - 1);
    let long = TimeDelta::days(3);
    bench.storage.with(|state| {
        for (session, _) in state.sessions.values_mut() {
            session.expires_at = session.created_at + long;
        }
    });
    bench.rotate().execute().unwrap();
    bench.clock.set(moment(LEAD + TAIL));
    assert_eq!(bench.rotate().advance().unwrap().removed, Vec::<String>::new());
    bench.clock.set(moment(LEAD - 1) + long);
    assert_eq!(bench.rotate().advance().unwrap().removed, ["key-1"]);
}

#[test]
fn a_compromised_key_ends_with_its_sessions() {
    let bench = Bench::new();
    bench.open_session(10, 5);
    bench.rotate().execute().unwrap();
    bench.clock.set(moment(LEAD + 1000));
    bench.open_session(11, LEAD + 1000);
    let retired = bench.retire("key-1").unwrap();
    assert_eq!((retired.successor, retired.sessions), (None, 1));
    assert_eq!(bench.sessions(), [SessionId::new(id(11))]);
    assert_eq!(bench.states(), states(&[("key-1", KeyState::Gone), ("key-2", KeyState::Signing)]));
}

#[test]
fn the_successor_of_a_compromised_key_signs_at_once() {
    let bench = Bench::new();
    bench.clock.set(moment(50));
    assert_eq!(bench.retire("key-1").unwrap().successor.as_deref(), Some("key-2"));
    assert_eq!(bench.states(), states(&[("key-1", KeyState::Gone), ("key-2", KeyState::Signing)]));
    bench.rotate().execute().unwrap();
    let retired = bench.retire("key-2").unwrap();
    assert_eq!(retired.successor.as_deref(), Some("key-3"), "the published one is the better choice");
    assert_eq!(bench.states()[2], ("key-3".to_owned(), KeyState::Signing));
}

#[test]
fn a_compromised_key_that_does_not_sign_yet_is_just_removed() {
    let bench = Bench::new();
    bench.rotate().execute().unwrap();
    assert_eq!(bench.retire("key-2").unwrap(), super::RetiredKey::default());
    assert_eq!(bench.states()[0], ("key-1".to_owned(), KeyState::Signing));
}

#[test]
fn an_interrupted_retirement_goes_on() {
    let bench = Bench::new();
    bench.clock.set(moment(50));
    bench.retire("key-1").unwrap();
    bench.open_session(10, 49);
    let again = bench.retire("key-1").unwrap();
    assert_eq!((again.successor, again.sessions), (None, 1));
}

#[test]
fn an_unknown_key_is_told() {
    let bench = Bench::new();
    assert!(matches!(bench.retire("key-7"), Err(RetirementError::Unknown(kid)) if kid == "key-7"));
    assert_eq!(bench.states(), states(&[("key-1", KeyState::Signing)]));
}

#[test]
fn keys_are_encrypted_under_the_first_secret() {
    let bench = Bench::new();
    let factory = Arc::new(FakeKeyFactory { secrets: vec!["new", "first"], ..FakeKeyFactory::default() });
    let anew = EncryptAnew { storage: bench.storage.clone(), factory, clock: bench.clock.clone() };
    assert_eq!(anew.execute().unwrap().signing_keys, 1);
    assert_eq!(anew.execute().unwrap().signing_keys, 0);
    let data = bench.storage.with(|state| state.signing_keys[0].key_data.clone());
    assert_eq!(data, "new/RS256/key-1");
}

#[test]
fn a_key_that_was_made_in_the_future_gives_way_in_the_end() {
    let bench = Bench::new();
    let ahead = StoredKey {
        row: Some(2),
        kid: None,
        key_data: "first/RS256/ahead".to_owned(),
        created_at: moment(7_200),
        signs_from: moment(7_200),
    };
    bench.storage.with(|state| state.signing_keys.push(ahead));
    assert_eq!(bench.states(), states(&[("key-1", KeyState::Retired), ("ahead", KeyState::Signing)]));
    let next = bench.rotate().execute().unwrap();
    assert_eq!(next.signs_from, moment(7_200) + TimeDelta::milliseconds(1));
    bench.clock.set(moment(7_201));
    assert_eq!(bench.states()[2], ("key-2".to_owned(), KeyState::Signing));
}
