//! Contract of [`Emails`](crate::email::Emails).
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a broken contract panics")]

use super::super::{a_passcode, an_address, id, moment};
use super::rows::{a_new_email, a_stored_email, a_user, at_once};
use crate::passcode::Added;
use crate::{EmailId, PasscodeId, Storage, UserId};

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

/// An address is found by its text, whoever owns it, and owned ones are counted.
pub fn owned_addresses_are_counted(storage: &dyn Storage) {
    let (one, two) = (a_user(storage, 1), a_user(storage, 2));
    for (number, owner) in [(10, Some(one)), (11, Some(one)), (12, Some(two)), (13, None)] {
        a_stored_email(storage, number, owner);
    }
    let mut direct = storage.direct().unwrap();
    assert!(direct.emails().prove(EmailId::new(id(11)), one, moment(1)).unwrap());
    assert_eq!(direct.emails().count_owned(one).unwrap(), 2);
    assert_eq!(direct.emails().count_owned(two).unwrap(), 1);
    assert_eq!(direct.emails().count_owned(UserId::new(id(3))).unwrap(), 0);
    for number in [11, 13] {
        let found = direct.emails().find_by_address(&an_address(number)).unwrap();
        assert_eq!(found, direct.emails().find(EmailId::new(id(number))).unwrap());
        assert_eq!(found.map(|email| email.address), Some(an_address(number)));
    }
    assert_eq!(direct.emails().find_by_address(&an_address(14)).unwrap(), None);
}

/// The mark moves from one address of a user to another, or is made; others keep theirs.
pub fn the_primary_mark_moves(storage: &dyn Storage) {
    let (user_id, other) = (a_user(storage, 1), a_user(storage, 2));
    let [one, two] = [10, 11].map(|number| a_stored_email(storage, number, Some(user_id)));
    let of_other = a_stored_email(storage, 12, Some(other));
    let mut direct = storage.direct().unwrap();
    direct.emails().make_first_primary(of_other, other, moment(0)).unwrap();
    for (number, primary) in [(20, one), (21, two), (22, two), (23, one)] {
        direct.emails().make_primary(primary, user_id, id(number), moment(1)).unwrap();
        let marked = [one, two, of_other]
            .map(|email_id| direct.emails().find(email_id).unwrap().unwrap())
            .map(|email| email.is_primary);
        assert_eq!(marked, [primary == one, primary == two, true]);
        let user = direct.users().with_primary_email(user_id).unwrap().unwrap();
        assert_eq!(user.primary_email.map(|email| email.id), Some(primary));
    }
}

/// With an address go its passcodes, and nothing else; anybody may ask for it again.
pub fn passcodes_go_with_their_address(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    let [gone, kept] = [10, 11].map(|number| a_stored_email(storage, number, Some(user_id)));
    let mut direct = storage.direct().unwrap();
    for (number, email_id) in [(20, gone), (21, kept)] {
        assert_eq!(
            direct.passcodes().add(&a_passcode(number, user_id, email_id), None).unwrap(),
            Added::Stored
        );
    }
    direct.emails().remove(gone).unwrap();
    direct.emails().remove(gone).unwrap();
    assert_eq!(direct.emails().find(gone).unwrap(), None);
    assert_eq!(direct.passcodes().find(PasscodeId::new(id(20))).unwrap(), None);
    assert!(direct.passcodes().find(PasscodeId::new(id(21))).unwrap().is_some());
    assert!(direct.emails().find(kept).unwrap().is_some());
    let mut again = a_new_email(12, None, 5);
    again.address = an_address(10);
    assert_eq!(direct.emails().reserve(&again).unwrap().id, again.id);
}

/// A user who is held while addresses are counted gets no more of them than allowed, however many ask at once.
pub fn a_held_user_gets_no_more_addresses_than_allowed(storage: &dyn Storage) {
    const MOST: i64 = 5;
    let user_id = a_user(storage, 1);
    let added = at_once(12, |number| {
        let mut work = storage.begin().unwrap();
        assert!(work.users().lock(user_id).unwrap());
        let is_allowed = work.emails().count_owned(user_id).unwrap() < MOST;
        if is_allowed {
            let email = work.emails().reserve(&a_new_email(100 + number, Some(user_id), 0)).unwrap();
            assert_eq!(email.user_id, Some(user_id));
        }
        work.commit().unwrap();
        is_allowed
    });
    assert_eq!(added.into_iter().filter(|is_added| *is_added).count(), 5);
    assert_eq!(storage.direct().unwrap().emails().count_owned(user_id).unwrap(), MOST);
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
