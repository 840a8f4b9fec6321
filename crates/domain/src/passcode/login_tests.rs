//! The passcode login from end to end, on fakes.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{
    Code, FinalizePasscodeLoginError as Refused, FinalizeRequest, InitializePasscodeLoginError,
    InitializeRequest, MailDelivery, OpenedPasscode, PasscodeLogin,
};
use crate::audit::AuditEvent;
use crate::email::EmailAddress;
use crate::fakes::{Bench, a_caller, an_address};
use crate::outbox::{DeliveryError, OutboxMessage};
use crate::rate_limit::{Limited, RateLimit};
use crate::user::CreatedUser;
use crate::{EmailId, Language, PasscodeId, UserId};

pub(super) fn sign_up(bench: &Bench, address: EmailAddress) -> CreatedUser {
    bench.create_user().execute(address, &a_caller()).unwrap()
}

pub(super) fn request(user_id: UserId, email_id: Option<EmailId>) -> InitializeRequest {
    InitializeRequest {
        user_id,
        email_id: email_id.map(|id| id.to_string()),
        email_id_cookie: None,
        session_user: None,
        language: Language::English,
        accept_language: String::new(),
        caller: a_caller(),
    }
}

pub(super) fn initialize(
    bench: &Bench,
    request: &InitializeRequest,
) -> Result<OpenedPasscode, InitializePasscodeLoginError> {
    bench.initialize_passcode_login().execute(request).outcome
}

/// The code of the newest mail in the outbox.
pub(super) fn code_of(bench: &Bench, user_id: UserId, email_id: Option<EmailId>) -> (PasscodeId, String) {
    let opened = initialize(bench, &request(user_id, email_id)).unwrap();
    let code = bench.storage.with(|state| {
        let (passcode, _) = state.passcodes.get(&opened.id).unwrap();
        passcode.code_hash.as_str().rsplit(':').next().unwrap().to_owned()
    });
    (opened.id, code)
}

pub(super) fn finalize_as(
    bench: &Bench,
    id: PasscodeId,
    code: &str,
    session_user: Option<UserId>,
) -> Result<PasscodeLogin, Refused> {
    let code = Code::typed(code.to_owned());
    let request = FinalizeRequest { id, code, session_user, caller: a_caller() };
    bench.finalize_passcode_login().execute(&request)
}

pub(super) fn finalize(bench: &Bench, id: PasscodeId, code: &str) -> Result<PasscodeLogin, Refused> {
    finalize_as(bench, id, code, None)
}

/// An account whose address is proven.
pub(super) fn member(bench: &Bench, number: u128) -> CreatedUser {
    let user = sign_up(bench, an_address(number));
    let (id, code) = code_of(bench, user.user_id, Some(user.email_id));
    finalize(bench, id, &code).unwrap();
    user
}

pub(super) fn wrong(code: &str) -> String {
    code.chars().map(|digit| if digit == '9' { '0' } else { '9' }).collect()
}

#[test]
fn a_right_code_proves_the_address_and_opens_a_session() {
    let bench = Bench::default();
    let user = sign_up(&bench, an_address(1));
    let (id, code) = code_of(&bench, user.user_id, Some(user.email_id));
    let login = finalize(&bench, id, &code).unwrap();
    assert_eq!(login.session.lifetime_seconds, 43_200);
    bench.storage.with(|state| {
        let email = state.primary_email(user.user_id).unwrap();
        assert!(email.is_verified);
        assert!(state.sessions.contains_key(&login.session.session.id));
        assert!(state.passcodes.is_empty());
        let events: Vec<_> = state.audit_records.iter().map(|record| record.event).collect();
        assert_eq!(
            events,
            [
                AuditEvent::UserCreated,
                AuditEvent::PasscodeLoginInitSucceeded,
                AuditEvent::PrimaryEmailChanged,
                AuditEvent::EmailVerified,
                AuditEvent::PasscodeLoginFinalSucceeded,
            ]
        );
    });
}

#[test]
fn a_code_works_once() {
    let bench = Bench::default();
    let user = member(&bench, 1);
    let (id, code) = code_of(&bench, user.user_id, None);
    finalize(&bench, id, &code).unwrap();
    assert!(matches!(finalize(&bench, id, &code), Err(Refused::NotFound)));
}

#[test]
fn the_third_wrong_code_removes_the_passcode() {
    let bench = Bench::default();
    let user = member(&bench, 1);
    let (id, code) = code_of(&bench, user.user_id, None);
    let wrong = wrong(&code);
    assert!(matches!(finalize(&bench, id, &wrong), Err(Refused::WrongCode)));
    assert!(matches!(finalize(&bench, id, "short"), Err(Refused::WrongCode)));
    assert!(matches!(finalize(&bench, id, &wrong), Err(Refused::TooManyAttempts)));
    assert!(matches!(finalize(&bench, id, &code), Err(Refused::NotFound)));
    let errors = bench.storage.with(|state| {
        state
            .audit_records
            .iter()
            .rev()
            .take(4)
            .map(|record| record.error.clone().unwrap())
            .collect::<Vec<_>>()
    });
    assert_eq!(errors, ["unknown passcode", "max attempts reached", "passcode invalid", "passcode invalid"]);
}

#[test]
fn two_wrong_codes_leave_one_attempt() {
    let bench = Bench::default();
    let user = member(&bench, 1);
    let (id, code) = code_of(&bench, user.user_id, None);
    assert!(finalize(&bench, id, &wrong(&code)).is_err());
    assert!(finalize(&bench, id, &wrong(&code)).is_err());
    finalize(&bench, id, &code).unwrap();
}

#[test]
fn a_code_is_good_to_the_last_second_of_its_life_and_not_counted_afterwards() {
    let bench = Bench::default();
    let user = member(&bench, 1);
    let (id, code) = code_of(&bench, user.user_id, None);
    let (other, other_code) = code_of(&bench, user.user_id, None);
    bench.clock.advance(TimeDelta::seconds(300));
    finalize(&bench, id, &code).unwrap();
    bench.clock.advance(TimeDelta::microseconds(1));
    for _ in 0..5 {
        assert!(matches!(finalize(&bench, other, &other_code), Err(Refused::Expired)));
    }
    assert_eq!(bench.storage.with(|state| state.passcodes[&other].1), 0);
}

#[test]
fn a_refused_right_code_stays_good() {
    let bench = Bench::default();
    let (user, stranger) = (member(&bench, 1), member(&bench, 2));
    let (id, code) = code_of(&bench, user.user_id, None);
    for _ in 0..5 {
        let refused = finalize_as(&bench, id, &code, Some(stranger.user_id));
        assert!(matches!(refused, Err(Refused::Forbidden)));
    }
    finalize(&bench, id, &code).unwrap();
}

#[test]
fn an_address_that_somebody_else_has_proven_meanwhile_is_claimed() {
    let bench = Bench::default();
    let (first, second) = (sign_up(&bench, an_address(1)), sign_up(&bench, an_address(1)));
    assert_eq!(first.email_id, second.email_id);
    let (slow, slow_code) = code_of(&bench, first.user_id, Some(first.email_id));
    let (fast, fast_code) = code_of(&bench, second.user_id, Some(second.email_id));
    finalize(&bench, fast, &fast_code).unwrap();
    assert!(matches!(finalize(&bench, slow, &slow_code), Err(Refused::AddressClaimed)));
}

#[test]
fn the_limit_of_addresses_holds_when_codes_are_used() {
    let bench = Bench { most_emails: 1, ..Bench::default() };
    let user = member(&bench, 1);
    let other = sign_up(&bench, an_address(2));
    let mut named = request(user.user_id, Some(other.email_id));
    named.session_user = Some(user.user_id);
    let opened = initialize(&bench, &named).unwrap();
    let code = bench.storage.with(|state| state.passcodes[&opened.id].0.code_hash.as_str()[37..].to_owned());
    let refused = finalize_as(&bench, opened.id, &code, Some(user.user_id));
    assert!(matches!(refused, Err(Refused::TooManyAddresses)));
}

#[test]
fn an_account_with_a_password_only_is_not_taken_over() {
    let bench = Bench::default();
    let victim = sign_up(&bench, an_address(1));
    let attacker = sign_up(&bench, an_address(2));
    bench.storage.with(|state| state.users_with_other_credentials.push(victim.user_id));
    let (id, code) = code_of(&bench, victim.user_id, Some(attacker.email_id));
    assert!(matches!(finalize(&bench, id, &code), Err(Refused::Forbidden)));
}

#[test]
fn refused_guesses_are_limited_by_client() {
    let mut bench = Bench::default();
    bench.limits.failure = Some(RateLimit::new(2, TimeDelta::minutes(1)));
    let user = member(&bench, 1);
    let (id, code) = code_of(&bench, user.user_id, None);
    assert!(matches!(finalize(&bench, id, &wrong(&code)), Err(Refused::WrongCode)));
    assert!(matches!(finalize(&bench, id, &wrong(&code)), Err(Refused::WrongCode)));
    let refused = finalize(&bench, id, &code);
    assert!(matches!(refused, Err(Refused::TooManyRequests(allowance)) if allowance.remaining == 0));
}

#[test]
fn the_mail_waits_in_the_outbox_in_the_language_that_was_asked_for() {
    let bench = Bench::default();
    let user = sign_up(&bench, an_address(1));
    let mut german = request(user.user_id, Some(user.email_id));
    german.language = Language::German;
    initialize(&bench, &german).unwrap();
    bench.storage.with(|state| {
        let (message, _, _) = state.outbox.values().next().unwrap();
        let OutboxMessage::PasscodeMail(mail) = &message.message else { panic!("not a mail") };
        assert_eq!((mail.to.clone(), mail.language), (an_address(1), Language::German));
    });
}

#[test]
fn without_delivery_no_mail_waits() {
    let bench = Bench { delivery: MailDelivery::Off, ..Bench::default() };
    let user = sign_up(&bench, an_address(1));
    initialize(&bench, &request(user.user_id, Some(user.email_id))).unwrap();
    assert!(bench.storage.with(|state| state.outbox.is_empty()));
}

#[test]
fn inline_delivery_fails_with_the_mail_server_and_keeps_the_passcode() {
    let mut bench = Bench::default();
    bench.delivery = MailDelivery::Inline(bench.mailer.clone());
    let user = sign_up(&bench, an_address(1));
    bench.mailer.refuse_next(DeliveryError::Transient("down".into()));
    let refused = initialize(&bench, &request(user.user_id, Some(user.email_id)));
    assert!(matches!(refused, Err(InitializePasscodeLoginError::NotDelivered(_))));
    assert_eq!(bench.storage.with(|state| state.passcodes.len()), 1);
    initialize(&bench, &request(user.user_id, Some(user.email_id))).unwrap();
    assert_eq!(bench.mailer.accepted().len(), 1);
}

#[test]
fn the_address_is_found_by_id_then_primary_then_cookie() {
    use InitializePasscodeLoginError as E;
    let bench = Bench::default();
    let user = sign_up(&bench, an_address(1));
    let unnamed = request(user.user_id, None);
    assert!(matches!(initialize(&bench, &unnamed), Err(E::NoEmail)));
    let with_id = |text: &str| InitializeRequest { email_id: Some(text.to_owned()), ..unnamed.clone() };
    assert!(matches!(initialize(&bench, &with_id("")), Err(E::MalformedEmailId)));
    assert!(matches!(initialize(&bench, &with_id(&uuid::Uuid::nil().to_string())), Err(E::NoEmail)));
    assert!(matches!(initialize(&bench, &with_id(&user.user_id.to_string())), Err(E::UnknownEmail)));
    let with_cookie =
        |text: &str| InitializeRequest { email_id_cookie: Some(text.to_owned()), ..unnamed.clone() };
    assert!(matches!(initialize(&bench, &with_cookie("")), Err(E::NoEmail)));
    assert!(matches!(initialize(&bench, &with_cookie("x")), Err(E::MalformedEmailId)));
    initialize(&bench, &with_cookie(&user.email_id.to_string())).unwrap();
    let member = member(&bench, 2);
    initialize(&bench, &request(member.user_id, None)).unwrap();
}

#[test]
fn no_code_goes_to_the_address_of_another_account() {
    let bench = Bench::default();
    let (user, other) = (member(&bench, 1), member(&bench, 2));
    let before = bench.storage.with(|state| state.passcodes.len());
    let refused = initialize(&bench, &request(user.user_id, Some(other.email_id)));
    assert!(matches!(refused, Err(InitializePasscodeLoginError::ForeignEmail)));
    assert_eq!(bench.storage.with(|state| state.passcodes.len()), before);
}

#[test]
fn the_limiter_speaks_whatever_the_outcome() {
    let mut bench = Bench::default();
    bench.limits.passcode = Some(RateLimit::new(2, TimeDelta::minutes(1)));
    let user = member(&bench, 1);
    let Limited { allowance, outcome } = bench
        .initialize_passcode_login()
        .execute(&request(user.user_id, Some(EmailId::new(uuid::Uuid::max()))));
    assert!(matches!(outcome, Err(InitializePasscodeLoginError::UnknownEmail)));
    assert_eq!(allowance.unwrap().remaining, 0);
    let third = initialize(&bench, &request(user.user_id, None));
    assert!(matches!(third, Err(InitializePasscodeLoginError::TooManyRequests)));
    let unknown = bench.initialize_passcode_login().execute(&request(UserId::new(uuid::Uuid::max()), None));
    assert!(matches!(unknown.outcome, Err(InitializePasscodeLoginError::UnknownUser)));
    assert!(unknown.allowance.is_none());
}

#[test]
fn a_mailbox_that_nobody_has_proven_gets_few_mails() {
    let mut bench = Bench::default();
    bench.limits.mail = Some(RateLimit::new(2, TimeDelta::minutes(1)));
    let send = |_| {
        let user = sign_up(&bench, an_address(1));
        initialize(&bench, &request(user.user_id, Some(user.email_id))).is_ok()
    };
    assert_eq!((0..4).map(send).collect::<Vec<_>>(), [true, true, false, false]);
    assert_eq!(bench.storage.with(|state| state.outbox.len()), 2);
}

#[test]
fn guesses_at_once_are_judged_three_times() {
    let bench = Arc::new(Bench::default());
    let user = member(&bench, 1);
    let (id, code) = code_of(&bench, user.user_id, None);
    let wrong = wrong(&code);
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..40).map(|_| scope.spawn(|| finalize(&bench, id, &wrong).unwrap_err())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let judged =
        outcomes.iter().filter(|refused| matches!(refused, Refused::WrongCode | Refused::TooManyAttempts));
    assert_eq!(judged.count(), 3);
}
