//! Contract of [`Storage`] and [`UnitOfWork`](crate::UnitOfWork).
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a broken contract panics")]

use super::super::{id, moment};
use crate::{Storage, UserId};

const USER: UserId = UserId::new(id(1));

fn is_there(storage: &dyn Storage) -> bool {
    storage.direct().unwrap().users().with_primary_email(USER).unwrap().is_some()
}

/// A dropped unit of work leaves nothing behind, a committed one everything.
pub fn only_committed_work_is_kept(storage: &dyn Storage) {
    let mut dropped = storage.begin().unwrap();
    dropped.users().add(USER, moment(0)).unwrap();
    assert!(dropped.users().lock(USER).unwrap());
    drop(dropped);
    assert!(!is_there(storage));

    let mut committed = storage.begin().unwrap();
    committed.users().add(USER, moment(0)).unwrap();
    committed.commit().unwrap();
    assert!(is_there(storage));
}

/// Without a unit of work, every call is kept when it returns.
pub fn direct_work_is_kept_at_once(storage: &dyn Storage) {
    storage.direct().unwrap().users().add(USER, moment(0)).unwrap();
    assert!(is_there(storage));
}

/// A migrated storage is fit.
pub fn the_check_succeeds(storage: &dyn Storage) {
    storage.check().unwrap();
}
