//! Passwords, on fakes.

use super::{
    LoginWithPasswordError as Refused, Password, PasswordHash, PasswordLoginRequest, SetPasswordError,
    SetPasswordOutcome,
};
use crate::UserId;
use crate::audit::AuditEvent;
use crate::fakes::{Bench, a_caller, an_address, id};
use crate::session::OpenedSession;

const PASSWORD: &str = "correct horse";

fn a_bench() -> Bench {
    Bench { require_verification: false, ..Bench::default() }
}

fn a_user(bench: &Bench) -> UserId {
    bench.create_user().execute(an_address(1), &a_caller()).unwrap().user_id
}

fn set(bench: &Bench, user_id: UserId, text: &str) -> Result<SetPasswordOutcome, SetPasswordError> {
    bench.set_password().execute(user_id, user_id, &Password::typed(text.to_owned()), &a_caller())
}

fn log_in(bench: &Bench, user_id: UserId, text: &str) -> Result<OpenedSession, Refused> {
    let password = Password::typed(text.to_owned());
    bench
        .login_with_password()
        .execute(&PasswordLoginRequest { user_id, password, caller: a_caller() })
        .outcome
}

fn last_error(bench: &Bench) -> String {
    bench.storage.with(|state| state.audit_records.last().and_then(|record| record.error.clone()).unwrap())
}

#[test]
fn a_password_that_was_set_logs_in() {
    let bench = a_bench();
    let user_id = a_user(&bench);
    assert_eq!(set(&bench, user_id, "another one").unwrap(), SetPasswordOutcome::Created);
    assert_eq!(set(&bench, user_id, PASSWORD).unwrap(), SetPasswordOutcome::Changed);
    let opened = log_in(&bench, user_id, PASSWORD).unwrap();
    assert!(bench.storage.with(|state| state.sessions.contains_key(&opened.session.id)));
    assert!(matches!(log_in(&bench, user_id, "another one"), Err(Refused::Unauthorized)));
    assert_eq!(last_error(&bench), "password hash not equal");
}

#[test]
fn the_length_counts_in_characters_below_and_in_bytes_above() {
    let bench = a_bench();
    let user_id = a_user(&bench);
    assert!(matches!(set(&bench, user_id, "ééééééé"), Err(SetPasswordError::TooShort(8))));
    assert_eq!(last_error(&bench), "password too short");
    set(&bench, user_id, "éééééééé").unwrap();
    set(&bench, user_id, &"x".repeat(72)).unwrap();
    assert!(matches!(set(&bench, user_id, &"é".repeat(37)), Err(SetPasswordError::TooLong)));
    assert_eq!(last_error(&bench), "password too long");
}

#[test]
fn nobody_sets_the_password_of_another_user() {
    let bench = a_bench();
    let user_id = a_user(&bench);
    let set_as = |session_user, user_id| {
        bench.set_password().execute(
            session_user,
            user_id,
            &Password::typed(PASSWORD.to_owned()),
            &a_caller(),
        )
    };
    let other = UserId::new(id(99));
    assert!(matches!(set_as(other, user_id), Err(SetPasswordError::Forbidden)));
    assert_eq!(last_error(&bench), format!("wrong user: expected {other} -> got {user_id}"));
    assert!(matches!(set_as(user_id, other), Err(SetPasswordError::Forbidden)));
    assert_eq!(last_error(&bench), format!("unknown user: {other}"));
    assert!(bench.storage.with(|state| state.passwords.is_empty()));
}

#[test]
fn nobody_learns_whether_there_is_a_user_or_a_password() {
    let bench = a_bench();
    let user_id = a_user(&bench);
    assert!(matches!(log_in(&bench, user_id, PASSWORD), Err(Refused::Unauthorized)));
    assert_eq!(last_error(&bench), "user has no password credential");
    assert!(matches!(log_in(&bench, UserId::new(id(99)), PASSWORD), Err(Refused::Unauthorized)));
    assert!(matches!(log_in(&bench, user_id, &"x".repeat(73)), Err(Refused::TooLong)));
    assert!(matches!(log_in(&bench, UserId::new(id(99)), &"x".repeat(73)), Err(Refused::TooLong)));
}

#[test]
fn an_outdated_hash_is_replaced_by_a_login() {
    let bench = a_bench();
    let user_id = a_user(&bench);
    bench.storage.with(|state| state.passwords.insert(user_id, PasswordHash::new(format!("old:{PASSWORD}"))));
    log_in(&bench, user_id, PASSWORD).unwrap();
    let hash = bench.storage.with(|state| state.passwords[&user_id].as_str().to_owned());
    assert_eq!(hash, format!("new:{PASSWORD}"));
    log_in(&bench, user_id, PASSWORD).unwrap();
    let events =
        bench.storage.with(|state| state.audit_records.iter().map(|record| record.event).collect::<Vec<_>>());
    assert_eq!(
        events,
        [AuditEvent::UserCreated, AuditEvent::PasswordLoginSucceeded, AuditEvent::PasswordLoginSucceeded]
    );
}
