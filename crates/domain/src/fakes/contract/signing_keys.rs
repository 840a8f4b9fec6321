//! Contract of [`SigningKeys`](crate::signing_key::SigningKeys).
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a broken contract panics")]

use super::super::moment;
use super::rows::at_once;
use crate::Storage;
use crate::signing_key::{GoneKey, StoredKey};

/// A key as the reference leaves it.
fn a_key(row: i32) -> StoredKey {
    let created_at = moment(i64::from(row));
    StoredKey {
        row: Some(row),
        kid: None,
        key_data: format!("key {row}"),
        created_at,
        signs_from: created_at,
    }
}

/// A key with a plan, in `jwks` or not.
fn a_planned_key(row: Option<i32>, kid: &str, seconds: i64) -> StoredKey {
    StoredKey {
        row,
        kid: Some(kid.to_owned()),
        key_data: format!("key {kid}"),
        created_at: moment(seconds),
        signs_from: moment(seconds + 600),
    }
}

fn a_gone_key(key: &StoredKey, kid: &str) -> GoneKey {
    GoneKey {
        kid: kid.to_owned(),
        row: key.row,
        created_at: key.created_at,
        signs_from: key.signs_from,
        retired_at: moment(5_000),
        gone_at: moment(9_000),
        is_compromised: true,
    }
}

fn add(storage: &dyn Storage, keys: &[StoredKey]) {
    for key in keys {
        storage.direct().unwrap().signing_keys().add(key).unwrap();
    }
}

fn all(storage: &dyn Storage) -> Vec<StoredKey> {
    storage.direct().unwrap().signing_keys().all().unwrap()
}

/// Keys come by number, whatever the order in which they were added.
pub fn keys_are_told_by_number(storage: &dyn Storage) {
    assert_eq!(all(storage), []);
    add(storage, &[2, 1, 5].map(a_key));
    assert_eq!(all(storage), [1, 2, 5].map(a_key));
}

/// Plans come with their keys, and keys that the reference could not use come last.
pub fn plans_are_told_with_their_keys(storage: &dyn Storage) {
    let (later, own) = (a_planned_key(Some(2), "b", 10), a_planned_key(None, "a", 5));
    add(storage, &[own.clone(), later.clone(), a_key(1)]);
    assert_eq!(all(storage), [a_key(1), later.clone(), own]);
    let of_reference = storage.direct().unwrap().signing_keys().of_reference().unwrap();
    let without_plan = StoredKey { kid: None, signs_from: later.created_at, ..later };
    assert_eq!(of_reference, [a_key(1), without_plan]);
}

/// A plan can be brought forward; other keys keep theirs.
pub fn a_plan_is_brought_forward(storage: &dyn Storage) {
    let (one, two) = (a_planned_key(Some(1), "a", 10), a_planned_key(None, "b", 20));
    add(storage, &[one.clone(), two.clone()]);
    storage.direct().unwrap().signing_keys().sign_from("b", moment(30)).unwrap();
    assert_eq!(all(storage), [one, StoredKey { signs_from: moment(30), ..two }]);
}

/// Of a removed key only what it was is kept; a row that the reference makes in its place is a new key.
pub fn a_removed_key_is_gone(storage: &dyn Storage) {
    let keys = [a_key(1), a_planned_key(Some(2), "two", 10), a_planned_key(None, "own", 20)];
    add(storage, &keys);
    let gone = [a_gone_key(&keys[0], "one"), a_gone_key(&keys[1], "two"), a_gone_key(&keys[2], "own")];
    for key in &gone {
        storage.direct().unwrap().signing_keys().remove(key).unwrap();
    }
    assert_eq!(all(storage), []);
    assert_eq!(storage.direct().unwrap().signing_keys().gone().unwrap(), gone);
    add(storage, &[a_key(2)]);
    assert_eq!(all(storage), [a_key(2)]);
}

/// Another encryption replaces only the one that it was made from.
pub fn only_the_same_data_is_replaced(storage: &dyn Storage) {
    let keys = [a_key(1), a_planned_key(Some(2), "two", 10), a_planned_key(None, "own", 20)];
    add(storage, &keys);
    let mut direct = storage.direct().unwrap();
    for key in &keys {
        assert!(direct.signing_keys().replace_data(key, "anew").unwrap());
        assert!(!direct.signing_keys().replace_data(key, "again").unwrap());
    }
    let anew = keys.map(|key| StoredKey { key_data: "anew".to_owned(), ..key });
    assert_eq!(direct.signing_keys().all().unwrap(), anew);
}

/// Of many who find a key missing under the lock, one adds it (contract B-24).
pub fn one_of_many_adds_a_key(storage: &dyn Storage) {
    let added = at_once(6, |_| {
        let mut work = storage.begin().unwrap();
        work.signing_keys().lock().unwrap();
        let is_missing = work.signing_keys().all().unwrap().is_empty();
        if is_missing {
            work.signing_keys().add(&a_key(1)).unwrap();
        }
        work.commit().unwrap();
        is_missing
    });
    assert_eq!(added.into_iter().filter(|has_added| *has_added).count(), 1);
    assert_eq!(all(storage), [a_key(1)]);
}
