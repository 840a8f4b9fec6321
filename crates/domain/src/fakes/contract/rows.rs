//! Rows that contracts begin with, made through the ports.
#![expect(clippy::unwrap_used, reason = "a broken contract panics")]

use std::thread;

use super::super::{an_address, id, moment};
use crate::email::NewEmail;
use crate::{EmailId, Storage, UserId};

/// An account without anything.
pub(super) fn a_user(storage: &dyn Storage, number: u128) -> UserId {
    let user_id = UserId::new(id(number));
    storage.direct().unwrap().users().add(user_id, moment(0)).unwrap();
    user_id
}

/// An address that is to be stored, first asked for so many seconds after the beginning.
pub(super) fn a_new_email(number: u128, user_id: Option<UserId>, seconds: i64) -> NewEmail {
    NewEmail { id: EmailId::new(id(number)), address: an_address(number), user_id, now: moment(seconds) }
}

/// A stored address.
pub(super) fn a_stored_email(storage: &dyn Storage, number: u128, owner: Option<UserId>) -> EmailId {
    storage.direct().unwrap().emails().reserve(&a_new_email(number, owner, 0)).unwrap().id
}

/// Does the same in so many threads at once; the answers are in no order.
pub(super) fn at_once<T: Send>(threads: u128, work: impl Fn(u128) -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let work = &work;
        let running: Vec<_> = (0..threads).map(|number| scope.spawn(move || work(number))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}
