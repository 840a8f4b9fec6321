//! Keys that somebody else may have.

use super::super::{KeyState, RetiredKey, RetirementError};
use super::{Bench, LEAD, states};
use crate::SessionId;
use crate::fakes::{id, moment};

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
    assert_eq!(bench.retire("key-2").unwrap(), RetiredKey::default());
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
