//! Contract of [`Users`](crate::user::Users).
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a broken contract panics")]

use super::super::{a_passcode, a_session, an_address, id, moment};
use super::rows::{a_new_email, a_stored_email, a_user, at_once};
use crate::passcode::{Added, Counted};
use crate::password::PasswordHash;
use crate::session::{SessionLookup, SessionState};
use crate::{EmailId, PasscodeId, Storage, UserId};

/// Locking tells whether there is such a user.
pub fn only_a_known_user_is_locked(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    let mut work = storage.begin().unwrap();
    assert!(work.users().lock(user_id).unwrap());
    assert!(!work.users().lock(UserId::new(id(2))).unwrap());
}

/// The primary address comes with the user, other addresses do not.
pub fn the_primary_address_is_told(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    let email_id = a_stored_email(storage, 10, Some(user_id));
    let mut direct = storage.direct().unwrap();
    assert_eq!(direct.users().with_primary_email(UserId::new(id(2))).unwrap(), None);
    let user = direct.users().with_primary_email(user_id).unwrap().unwrap();
    assert_eq!((user.user_id, user.primary_email), (user_id, None));

    assert!(direct.emails().make_first_primary(email_id, user_id, moment(1)).unwrap());
    let email = direct.users().with_primary_email(user_id).unwrap().unwrap().primary_email.unwrap();
    assert_eq!((email.id, email.user_id, email.is_primary), (email_id, Some(user_id), true));
    assert_eq!((email.address, email.is_verified, email.created_at), (an_address(10), false, moment(0)));
}

/// An address that nobody owns leads to nobody.
pub fn only_owners_are_found_by_an_address(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    a_stored_email(storage, 10, None);
    let owned = a_stored_email(storage, 11, Some(user_id));
    let mut direct = storage.direct().unwrap();
    assert_eq!(direct.users().find_by_email(&an_address(10)).unwrap(), None);
    assert_eq!(direct.users().find_by_email(&an_address(12)).unwrap(), None);

    let found = direct.users().find_by_email(&an_address(11)).unwrap().unwrap();
    assert_eq!((found.user_id, found.email_id), (user_id, owned));
    assert!(!found.is_verified && !found.has_webauthn_credential);
    assert!(direct.emails().prove(owned, user_id, moment(1)).unwrap());
    assert!(direct.users().find_by_email(&an_address(11)).unwrap().unwrap().is_verified);
}

/// Addresses stand in the order in which they were first asked for, whichever is primary.
pub fn the_profile_lists_addresses_oldest_first(storage: &dyn Storage) {
    let user_id = a_user(storage, 1);
    let mut direct = storage.direct().unwrap();
    for (number, seconds) in [(12, 1), (10, 3), (11, 2), (13, 2)] {
        direct.emails().reserve(&a_new_email(number, Some(user_id), seconds)).unwrap();
    }
    let youngest = EmailId::new(id(10));
    direct.emails().make_first_primary(youngest, user_id, moment(4)).unwrap();

    let profile = direct.users().profile(user_id).unwrap().unwrap();
    let addresses: Vec<_> = profile.emails.iter().map(|email| email.address.clone()).collect();
    assert_eq!(addresses, [12, 11, 13, 10].map(an_address));
    assert_eq!(profile.primary_email().map(|email| email.id), Some(youngest));
    assert_eq!((profile.user_id, profile.created_at, profile.updated_at), (user_id, moment(0), moment(0)));
    assert_eq!((profile.username, profile.name, profile.totp), (None, None, None));
    assert!(profile.webauthn_credentials.is_empty() && profile.identities.is_empty());
    assert_eq!(direct.users().profile(UserId::new(id(2))).unwrap(), None);
}

/// Passcodes are no second factor.
pub fn nobody_has_a_second_factor_at_first(storage: &dyn Storage) {
    a_user(storage, 1);
    assert!(!storage.direct().unwrap().users().any_second_factor().unwrap());
}

/// An id is given once, and a taken one leaves the unit of work fit.
pub fn a_taken_id_is_told(storage: &dyn Storage) {
    let user_id = UserId::new(id(1));
    let mut work = storage.begin().unwrap();
    assert!(work.users().add_if_new(user_id, moment(-1_000), moment(0)).unwrap());
    assert!(!work.users().add_if_new(user_id, moment(5), moment(5)).unwrap());
    work.commit().unwrap();
    let profile = storage.direct().unwrap().users().profile(user_id).unwrap().unwrap();
    assert_eq!(profile.created_at, moment(-1_000));
}

/// A user name is given once, and a taken one leaves the unit of work fit.
pub fn a_taken_user_name_is_told(storage: &dyn Storage) {
    let (one, two) = (a_user(storage, 1), a_user(storage, 2));
    let mut work = storage.begin().unwrap();
    assert!(work.users().add_username(one, "Ada", id(10), moment(0)).unwrap());
    assert!(!work.users().add_username(two, "Ada", id(11), moment(0)).unwrap());
    assert!(work.users().add_username(two, "ada", id(12), moment(0)).unwrap());
    work.commit().unwrap();
    let mut direct = storage.direct().unwrap();
    for (user_id, row, name) in [(one, 10, "Ada"), (two, 12, "ada")] {
        let username = direct.users().profile(user_id).unwrap().unwrap().username.unwrap();
        assert_eq!((username.id, username.username.as_str()), (id(row), name));
    }
}

/// An account with a primary address and another one, user name, password, passcode and session. Its ids
/// are ten times its number and more.
fn a_full_user(storage: &dyn Storage, number: u128) -> UserId {
    let user_id = a_user(storage, number);
    let row = number * 10;
    let email_id = a_stored_email(storage, row, Some(user_id));
    a_stored_email(storage, row + 1, Some(user_id));
    let mut direct = storage.direct().unwrap();
    assert!(direct.emails().make_first_primary(email_id, user_id, moment(0)).unwrap());
    assert!(direct.users().add_username(user_id, &format!("name {number}"), id(row), moment(0)).unwrap());
    let hash = PasswordHash::new("hash".to_owned());
    assert!(direct.passwords().set(user_id, &hash, id(row), moment(0)).unwrap());
    assert_eq!(direct.passcodes().add(&a_passcode(row, user_id, email_id), None).unwrap(), Added::Stored);
    direct.sessions().open(&a_session(id(row), user_id, moment(0)), 5).unwrap();
    user_id
}

fn session_state(storage: &dyn Storage, number: u128, user_id: UserId) -> SessionState {
    let id = a_session(id(number), user_id, moment(0)).id;
    let lookup = SessionLookup { id, user_id, now: moment(1), idle_before: None, touch_before: None };
    storage.direct().unwrap().sessions().look_up(&lookup).unwrap()
}

/// With an account goes all that hangs on it, and nothing of others; its names are free again.
pub fn nothing_of_a_removed_account_stays(storage: &dyn Storage) {
    let [gone, other] = [1, 2].map(|number| a_full_user(storage, number));
    let before = storage.direct().unwrap().users().profile(other).unwrap();
    let mut work = storage.begin().unwrap();
    assert!(work.users().lock(gone).unwrap());
    work.users().remove(gone).unwrap();
    work.commit().unwrap();

    assert_eq!(session_state(storage, 10, gone), SessionState::Dead);
    assert!(matches!(session_state(storage, 20, other), SessionState::Live { .. }));
    let mut direct = storage.direct().unwrap();
    assert_eq!(direct.users().profile(gone).unwrap(), None);
    assert_eq!(direct.users().profile(other).unwrap(), before);
    for number in [10, 11] {
        assert_eq!(direct.emails().find(EmailId::new(id(number))).unwrap(), None);
    }
    assert_eq!(direct.passwords().find(gone).unwrap(), None);
    assert_eq!(direct.passcodes().find(PasscodeId::new(id(10))).unwrap(), None);
    assert!(direct.passcodes().find(PasscodeId::new(id(20))).unwrap().is_some());
    let again = UserId::new(id(3));
    direct.users().add(again, moment(9)).unwrap();
    assert!(direct.users().add_username(again, "name 1", id(30), moment(9)).unwrap());
    direct.users().remove(UserId::new(id(4))).unwrap();
}

/// Finishes a login as its use case does: the user is held first. Tells whether there was a login.
fn finish_login(storage: &dyn Storage, round: u128, user_id: UserId, email_id: EmailId) -> bool {
    let passcode = a_passcode(round, user_id, email_id);
    let counted = storage.direct().unwrap().passcodes().count_attempt(passcode.id, None, moment(1)).unwrap();
    if let Counted::Nothing = counted {
        return false;
    }
    let mut work = storage.begin().unwrap();
    if !work.users().lock(user_id).unwrap() || !work.passcodes().spend(passcode.id, None).unwrap() {
        return false;
    }
    assert!(work.emails().prove(email_id, user_id, moment(1)).unwrap());
    work.emails().make_first_primary(email_id, user_id, moment(1)).unwrap();
    work.sessions().open(&a_session(id(round), user_id, moment(1)), 5).unwrap();
    work.commit().unwrap();
    true
}

/// Logins and the end of the account at the same moment never block each other for good, and nothing is left
/// of the account whoever comes first.
pub fn the_end_of_an_account_waits_for_its_logins(storage: &dyn Storage) {
    for round in 1_000..1_050 {
        let user_id = a_user(storage, round);
        let email_id = a_stored_email(storage, round, None);
        let mut direct = storage.direct().unwrap();
        assert_eq!(
            direct.passcodes().add(&a_passcode(round, user_id, email_id), None).unwrap(),
            Added::Stored
        );
        drop(direct);
        let ends = at_once(3, |number| {
            if number < 2 {
                return finish_login(storage, round, user_id, email_id);
            }
            let mut work = storage.begin().unwrap();
            assert!(work.users().lock(user_id).unwrap());
            work.users().with_primary_email(user_id).unwrap();
            work.users().remove(user_id).unwrap();
            work.commit().unwrap();
            false
        });
        let has_logged_in = ends.into_iter().any(|end| end);
        assert_eq!(session_state(storage, round, user_id), SessionState::Dead);
        let mut direct = storage.direct().unwrap();
        assert_eq!(direct.users().profile(user_id).unwrap(), None);
        let address = direct.emails().find(email_id).unwrap();
        assert_eq!(address.is_none(), has_logged_in);
        assert!(address.is_none_or(|email| email.user_id.is_none()));
    }
}
