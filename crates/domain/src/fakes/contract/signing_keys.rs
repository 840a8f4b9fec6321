//! Contract of [`SigningKeys`](crate::signing_key::SigningKeys).
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a broken contract panics")]

use super::super::moment;
use super::rows::at_once;
use crate::Storage;
use crate::signing_key::StoredKey;

fn a_key(number: i32) -> StoredKey {
    StoredKey { id: number, key_data: format!("key {number}"), created_at: moment(i64::from(number)) }
}

/// Keys come by number, whatever the order in which they were added.
pub fn keys_are_told_by_number(storage: &dyn Storage) {
    let mut direct = storage.direct().unwrap();
    assert_eq!(direct.signing_keys().all().unwrap(), []);
    for number in [2, 1, 5] {
        direct.signing_keys().add(&a_key(number)).unwrap();
    }
    assert_eq!(direct.signing_keys().all().unwrap(), [1, 2, 5].map(a_key));
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
    assert_eq!(storage.direct().unwrap().signing_keys().all().unwrap(), [a_key(1)]);
}
