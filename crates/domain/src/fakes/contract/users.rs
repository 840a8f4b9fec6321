//! Contract of [`Users`](crate::user::Users).
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a broken contract panics")]

use super::super::{an_address, id, moment};
use super::rows::{a_new_email, a_stored_email, a_user};
use crate::{EmailId, Storage, UserId};

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
