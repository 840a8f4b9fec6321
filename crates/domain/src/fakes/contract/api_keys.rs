//! Contract of [`ApiKeys`](crate::api_key::ApiKeys).
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a broken contract panics")]

use super::super::{id, moment};
use super::rows::at_once;
use crate::Storage;
use crate::api_key::{ApiKey, KeyDigest, Scope};

/// The key with this number, as long as numbers are small; every second one has an end.
fn a_key(number: u8) -> ApiKey {
    ApiKey {
        id: id(number.into()),
        name: format!("key {number}"),
        digest: KeyDigest([number; 32]),
        scopes: vec![Scope::UsersRead, Scope::AuditRead],
        created_at: moment(number.into()),
        last_used_at: None,
        expires_at: number.is_multiple_of(2).then(|| moment(1_000)),
    }
}

/// Keys come oldest first, and each is found by its digest alone.
pub fn keys_are_found_by_their_digest(storage: &dyn Storage) {
    let mut direct = storage.direct().unwrap();
    assert_eq!(direct.api_keys().all().unwrap(), []);
    for number in [1, 2, 3] {
        assert!(direct.api_keys().add(&a_key(number)).unwrap());
    }
    assert_eq!(direct.api_keys().all().unwrap(), [1, 2, 3].map(a_key));
    assert_eq!(direct.api_keys().find(&KeyDigest([2; 32])).unwrap(), Some(a_key(2)));
    assert_eq!(direct.api_keys().find(&KeyDigest([4; 32])).unwrap(), None);
}

/// A name is given once; afterwards it is free again.
pub fn a_name_belongs_to_one_key(storage: &dyn Storage) {
    let mut work = storage.begin().unwrap();
    assert!(work.api_keys().add(&a_key(1)).unwrap());
    let other = ApiKey { name: a_key(1).name, ..a_key(2) };
    assert!(!work.api_keys().add(&other).unwrap());
    assert_eq!(work.api_keys().all().unwrap(), [a_key(1)]);
    assert!(work.api_keys().remove("key 1").unwrap());
    assert!(!work.api_keys().remove("key 1").unwrap());
    assert!(work.api_keys().add(&other).unwrap());
    work.commit().unwrap();
    assert_eq!(storage.direct().unwrap().api_keys().all().unwrap(), [other]);
}

/// The last use is kept.
pub fn the_last_use_is_written(storage: &dyn Storage) {
    let mut direct = storage.direct().unwrap();
    for number in [1, 2] {
        direct.api_keys().add(&a_key(number)).unwrap();
    }
    direct.api_keys().touch(id(2), moment(60)).unwrap();
    direct.api_keys().touch(id(9), moment(60)).unwrap();
    let used = ApiKey { last_used_at: Some(moment(60)), ..a_key(2) };
    assert_eq!(direct.api_keys().all().unwrap(), [a_key(1), used]);
}

/// Of many who want a name at once, one gets it.
pub fn one_of_many_gets_a_name(storage: &dyn Storage) {
    let added = at_once(6, |number| {
        let key = ApiKey { name: "name".to_owned(), ..a_key(u8::try_from(number).unwrap()) };
        storage.direct().unwrap().api_keys().add(&key).unwrap()
    });
    assert_eq!(added.into_iter().filter(|is_added| *is_added).count(), 1);
}
