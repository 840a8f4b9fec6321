//! Keys that follow each other.

use chrono::TimeDelta;

use super::super::{KeyState, RotationError, RotationStep, StoredKey};
use super::{Bench, LEAD, TAIL, planned, states};
use crate::fakes::moment;

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
