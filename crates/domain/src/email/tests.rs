//! Addresses of an account, on fakes.

use super::{CreateEmailError, DeleteEmailError, Email, SetPrimaryEmailError};
use crate::audit::AuditEvent;
use crate::fakes::{Bench, a_caller, an_address, id};
use crate::outbox::OutboxMessage;
use crate::user::CreatedUser;
use crate::webhook::WebhookTarget;
use crate::{EmailId, UserId};

fn a_bench() -> Bench {
    Bench {
        require_verification: false,
        most_emails: 3,
        hooks: vec![("https://hook.test/".to_owned(), vec!["user".to_owned()])],
        ..Bench::default()
    }
}

fn a_user(bench: &Bench, number: u128) -> CreatedUser {
    bench.create_user().execute(an_address(number), &a_caller()).unwrap()
}

fn create(bench: &Bench, user_id: UserId, address: &str) -> Result<Email, CreateEmailError> {
    bench.create_email().execute(user_id, address, &a_caller())
}

/// Events in the outbox, in the order of their ids.
fn events(bench: &Bench) -> Vec<String> {
    bench.storage.with(|state| {
        let messages = state.outbox.values().filter_map(|(message, _, _)| match &message.message {
            OutboxMessage::Webhook(webhook) => {
                assert_eq!(webhook.target, WebhookTarget::Configured("https://hook.test/".to_owned()));
                Some(webhook.event.clone())
            }
            OutboxMessage::PasscodeMail(_) => None,
        });
        let mut events: Vec<_> = messages.collect();
        events.sort();
        events
    })
}

#[test]
fn an_address_comes_becomes_primary_and_the_old_one_goes() {
    let bench = a_bench();
    let user = a_user(&bench, 1);
    let second = create(&bench, user.user_id, "Second@Inkan.Test").unwrap();
    assert_eq!((second.address.as_str(), second.is_primary), ("second@inkan.test", false));
    let refused = bench.delete_email().execute(user.user_id, user.email_id, &a_caller());
    assert!(matches!(refused, Err(DeleteEmailError::Primary)));
    bench.set_primary_email().execute(user.user_id, second.id, &a_caller()).unwrap();
    bench.set_primary_email().execute(user.user_id, second.id, &a_caller()).unwrap();
    bench.delete_email().execute(user.user_id, user.email_id, &a_caller()).unwrap();
    assert_eq!(bench.storage.with(|state| state.primary_email(user.user_id).unwrap().id), second.id);
    assert_eq!(
        events(&bench),
        ["user.create", "user.update.email.create", "user.update.email.delete", "user.update.email.primary"]
    );
    let recorded =
        bench.storage.with(|state| state.audit_records.iter().map(|record| record.event).collect::<Vec<_>>());
    assert_eq!(
        recorded,
        [
            AuditEvent::UserCreated,
            AuditEvent::EmailCreated,
            AuditEvent::PrimaryEmailChanged,
            AuditEvent::EmailDeleted
        ]
    );
}

#[test]
fn the_limit_is_checked_before_the_address_is_looked_at() {
    let bench = a_bench();
    let user = a_user(&bench, 1);
    assert!(matches!(create(&bench, user.user_id, ""), Err(CreateEmailError::Missing)));
    assert!(matches!(create(&bench, user.user_id, "a b@x.y"), Err(CreateEmailError::Malformed)));
    create(&bench, user.user_id, "b@inkan.test").unwrap();
    create(&bench, user.user_id, "c@inkan.test").unwrap();
    assert!(matches!(create(&bench, user.user_id, ""), Err(CreateEmailError::TooManyAddresses)));
}

#[test]
fn an_address_that_somebody_owns_is_taken_even_by_the_user() {
    let bench = a_bench();
    let (user, other) = (a_user(&bench, 1), a_user(&bench, 2));
    for address in [an_address(1), an_address(2)] {
        assert!(matches!(create(&bench, user.user_id, address.as_str()), Err(CreateEmailError::Taken)));
    }
    assert_ne!(user.user_id, other.user_id);
}

#[test]
fn an_account_that_has_just_ended_gets_no_address() {
    let bench = a_bench();
    let user = a_user(&bench, 1);
    bench.delete_user().execute(user.user_id, None).unwrap();
    assert!(matches!(create(&bench, user.user_id, "b@inkan.test"), Err(CreateEmailError::UserGone)));
}

#[test]
fn a_reserved_address_may_be_asked_for_by_many() {
    let bench = Bench { require_verification: true, ..a_bench() };
    let (user, other) = (a_user(&bench, 1), a_user(&bench, 2));
    let first = create(&bench, user.user_id, "c@inkan.test").unwrap();
    let second = create(&bench, other.user_id, "c@inkan.test").unwrap();
    assert_eq!((first.id, first.user_id), (second.id, None));
    assert!(events(&bench).is_empty());
}

#[test]
fn addresses_of_others_are_not_found() {
    let bench = a_bench();
    let (user, other) = (a_user(&bench, 1), a_user(&bench, 2));
    for email_id in [other.email_id, EmailId::new(id(99))] {
        let refused = bench.delete_email().execute(user.user_id, email_id, &a_caller());
        assert!(matches!(refused, Err(DeleteEmailError::NotFound)));
        let refused = bench.set_primary_email().execute(user.user_id, email_id, &a_caller());
        assert!(matches!(refused, Err(SetPrimaryEmailError::NotFound)));
    }
}

#[test]
fn a_deleted_account_frees_its_addresses() {
    let bench = a_bench();
    let user = a_user(&bench, 1);
    bench.delete_user().execute(user.user_id, Some(&a_caller())).unwrap();
    assert!(bench.storage.with(|state| state.sessions.is_empty() && state.emails.is_empty()));
    assert_eq!(events(&bench), ["user.create", "user.delete"]);
    assert_ne!(a_user(&bench, 1).user_id, user.user_id);
}
