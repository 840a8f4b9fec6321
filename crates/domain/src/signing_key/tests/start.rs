//! Keys at start, and under secrets that change.

use std::sync::Arc;

use super::super::{EncryptAnew, KeyState, StoredKey};
use super::{Bench, LEAD, states};
use crate::fakes::{FakeKeyFactory, FakeStorage, moment};

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
fn keys_are_encrypted_under_the_first_secret() {
    let bench = Bench::new();
    let factory = Arc::new(FakeKeyFactory { secrets: vec!["new", "first"], ..FakeKeyFactory::default() });
    let anew = EncryptAnew { storage: bench.storage.clone(), factory, clock: bench.clock.clone() };
    assert_eq!(anew.execute().unwrap().signing_keys, 1);
    assert_eq!(anew.execute().unwrap().signing_keys, 0);
    let data = bench.storage.with(|state| state.signing_keys[0].key_data.clone());
    assert_eq!(data, "new/RS256/key-1");
}
