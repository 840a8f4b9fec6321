//! Contract of [`Passwords`](crate::password::Passwords).
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a broken contract panics")]

use super::super::{id, moment};
use super::rows::{a_user, at_once};
use crate::password::PasswordHash;
use crate::{Storage, UserId};

fn a_hash(text: &str) -> PasswordHash {
    PasswordHash::new(text.to_owned())
}

fn stored(storage: &dyn Storage, user_id: UserId) -> Option<PasswordHash> {
    storage.direct().unwrap().passwords().find(user_id).unwrap()
}

/// The first password is told from every later one, and each user has their own.
pub fn a_password_is_set_and_changed(storage: &dyn Storage) {
    let (one, two) = (a_user(storage, 1), a_user(storage, 2));
    let mut direct = storage.direct().unwrap();
    assert_eq!(direct.passwords().find(one).unwrap(), None);
    assert!(direct.passwords().set(one, &a_hash("first"), id(10), moment(1)).unwrap());
    assert!(!direct.passwords().set(one, &a_hash("second"), id(11), moment(2)).unwrap());
    assert_eq!(direct.passwords().find(one).unwrap(), Some(a_hash("second")));
    assert_eq!(direct.passwords().find(two).unwrap(), None);
}

/// A better hash takes the place of the one that it was made from, and of no other.
pub fn only_the_same_password_is_hashed_anew(storage: &dyn Storage) {
    let (one, two) = (a_user(storage, 1), a_user(storage, 2));
    let mut direct = storage.direct().unwrap();
    for (user_id, row) in [(one, 10), (two, 11)] {
        direct.passwords().set(user_id, &a_hash("old"), id(row), moment(1)).unwrap();
    }
    direct.passwords().replace(one, &a_hash("older"), &a_hash("lost"), moment(2)).unwrap();
    assert_eq!(direct.passwords().find(one).unwrap(), Some(a_hash("old")));
    direct.passwords().replace(one, &a_hash("old"), &a_hash("new"), moment(3)).unwrap();
    assert_eq!(direct.passwords().find(one).unwrap(), Some(a_hash("new")));
    assert_eq!(direct.passwords().find(two).unwrap(), Some(a_hash("old")));
    direct.passwords().replace(UserId::new(id(3)), &a_hash("old"), &a_hash("new"), moment(3)).unwrap();
}

/// Of many who set a password at once, one sets the first.
pub fn one_of_many_sets_the_first_password(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    let are_first = at_once(12, |number| {
        let hash = a_hash(&format!("hash {number}"));
        storage.direct().unwrap().passwords().set(user_id, &hash, id(10 + number), moment(1)).unwrap()
    });
    assert_eq!(are_first.into_iter().filter(|is_first| *is_first).count(), 1);
    assert!(stored(storage, user_id).is_some());
}
