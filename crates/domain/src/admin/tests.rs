//! Accounts made by administrators, on fakes.

use super::{AdminCreateUserError, AdminEmail, AdminNewUser};
use crate::UserId;
use crate::fakes::{Bench, an_address, id};

fn new_user(numbers: &[u128]) -> AdminNewUser {
    let email = |number: &u128| AdminEmail {
        address: an_address(*number),
        is_primary: Some(number) == numbers.first(),
        is_verified: true,
    };
    AdminNewUser {
        id: Some(UserId::new(id(900))),
        emails: numbers.iter().map(email).collect(),
        username: Some("ada".to_owned()),
        created_at: None,
    }
}

#[test]
fn addresses_come_in_the_order_in_which_they_were_given() {
    let numbers = [9, 3, 7, 1, 8, 2];
    let profile = Bench::default().admin_create_user().execute(&new_user(&numbers)).unwrap();
    let addresses: Vec<_> = profile.emails.iter().map(|email| email.address.clone()).collect();
    assert_eq!(addresses, numbers.map(an_address));
    assert_eq!(profile.primary_email().map(|email| email.address.clone()), Some(an_address(9)));
}

#[test]
fn what_is_taken_makes_no_account() {
    let bench = Bench::default();
    bench.admin_create_user().execute(&new_user(&[1])).unwrap();
    let refused = bench.admin_create_user().execute(&new_user(&[2]));
    assert!(matches!(refused, Err(AdminCreateUserError::IdTaken(_))));
    let other = AdminNewUser { id: None, username: None, ..new_user(&[1]) };
    let refused = bench.admin_create_user().execute(&other);
    assert!(matches!(refused, Err(AdminCreateUserError::AddressTaken { .. })));
    let other = AdminNewUser { id: None, ..new_user(&[2]) };
    let refused = bench.admin_create_user().execute(&other);
    assert!(matches!(refused, Err(AdminCreateUserError::UsernameTaken { .. })));
    assert_eq!(bench.storage.with(|state| (state.users.len(), state.emails.len())), (1, 1));
}
