//! Contract of [`Emails`](crate::email::Emails).
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a broken contract panics")]

use super::super::{an_address, id, moment};
use super::rows::{a_new_email, a_stored_email, a_user, at_once};
use crate::{EmailId, Storage, UserId};

/// Asking for an address again gives the row that is there.
pub fn an_address_is_stored_once(storage: &dyn Storage) {
    let first = storage.direct().unwrap().emails().reserve(&a_new_email(10, None, 0)).unwrap();
    assert_eq!((first.id, first.user_id), (EmailId::new(id(10)), None));
    assert_eq!((first.address.clone(), first.created_at), (an_address(10), moment(0)));
    assert!(!first.is_verified && !first.is_primary);

    let mut again = a_new_email(11, None, 5);
    again.address = an_address(10);
    let mut direct = storage.direct().unwrap();
    assert_eq!(direct.emails().reserve(&again).unwrap(), first);
    assert_eq!(direct.emails().find(first.id).unwrap(), Some(first));
    assert_eq!(direct.emails().find(again.id).unwrap(), None);
}

/// A row that nobody owns goes to the first who wants it.
pub fn the_first_owner_keeps_an_address(storage: &dyn Storage) {
    let (one, two) = (a_user(storage, 1), a_user(storage, 2));
    a_stored_email(storage, 10, None);
    let mut direct = storage.direct().unwrap();
    for (wanted, owner) in [(None, None), (Some(one), Some(one)), (Some(two), Some(one)), (None, Some(one))] {
        let row = direct.emails().reserve(&a_new_email(10, wanted, 1)).unwrap();
        assert_eq!(row.user_id, owner);
    }
}

/// Proof makes a free address the user's, and leaves that of somebody else alone.
pub fn only_a_free_or_own_address_is_proven(storage: &dyn Storage) {
    let (one, two) = (a_user(storage, 1), a_user(storage, 2));
    let email_id = a_stored_email(storage, 10, None);
    let mut direct = storage.direct().unwrap();
    assert!(direct.emails().prove(email_id, one, moment(1)).unwrap());
    assert!(direct.emails().prove(email_id, one, moment(2)).unwrap());
    assert!(!direct.emails().prove(email_id, two, moment(3)).unwrap());
    assert!(!direct.emails().prove(EmailId::new(id(11)), one, moment(4)).unwrap());
    let row = direct.emails().find(email_id).unwrap().unwrap();
    assert_eq!((row.user_id, row.is_verified, row.is_primary), (Some(one), true, false));
}

/// A user with a primary address keeps it.
pub fn only_the_first_address_becomes_primary(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    let [one, two] = [10, 11].map(|number| a_stored_email(storage, number, Some(user_id)));
    let mut direct = storage.direct().unwrap();
    assert!(!direct.emails().make_first_primary(EmailId::new(id(12)), user_id, moment(1)).unwrap());
    assert!(direct.emails().make_first_primary(one, user_id, moment(1)).unwrap());
    assert!(!direct.emails().make_first_primary(two, user_id, moment(2)).unwrap());
    assert!(direct.emails().find(one).unwrap().unwrap().is_primary);
    assert!(!direct.emails().find(two).unwrap().unwrap().is_primary);
}

/// Of many who reserve an address at once, all get one row, and one owner.
pub fn many_reserve_one_row(storage: &dyn Storage) {
    let users: Vec<UserId> = (1..=20).map(|number| a_user(storage, number)).collect();
    let rows = at_once(20, |number| {
        let mut email = a_new_email(100 + number, None, 0);
        email.address = an_address(10);
        email.user_id = users.get(usize::try_from(number).unwrap()).copied();
        let mut work = storage.begin().unwrap();
        let row = work.emails().reserve(&email).unwrap();
        work.commit().unwrap();
        row
    });
    let first = rows.first().unwrap();
    assert!(first.user_id.is_some());
    assert!(rows.iter().all(|row| row == first));
}
