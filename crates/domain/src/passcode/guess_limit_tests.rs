//! Wrong codes of one account, over fresh passcodes and from many clients, on fakes.

use chrono::TimeDelta;

use super::login_tests::{code_of, finalize, finalize_as, initialize, member, request, sign_up, wrong};
use super::{Code, FinalizePasscodeLoginError as Refused, FinalizeRequest, InitializePasscodeLoginError};
use crate::fakes::{Bench, a_caller, an_address};
use crate::rate_limit::GuessLimit;
use crate::{Caller, EmailId, UserId};

/// Thirty an hour, as by default.
fn limited() -> Bench {
    let mut bench = Bench::default();
    bench.limits.guesses = GuessLimit::new(30, TimeDelta::hours(1));
    bench
}

/// So many wrong guesses, three at each fresh passcode, every one from another client.
fn guess_wrong(bench: &Bench, user_id: UserId, email_id: Option<EmailId>, times: usize) {
    let mut left = times;
    while left > 0 {
        let (id, code) = code_of(bench, user_id, email_id);
        for _ in 0..left.min(3) {
            let ip_address = format!("198.51.100.{left}");
            let caller = Caller { ip_address, ..a_caller() };
            let code = Code::typed(wrong(&code));
            let request = FinalizeRequest { id, code, session_user: None, caller };
            let refused = bench.finalize_passcode_login().execute(&request);
            assert!(matches!(refused, Err(Refused::WrongCode | Refused::TooManyAttempts)));
            left -= 1;
        }
    }
}

#[test]
fn after_thirty_wrong_codes_not_even_the_right_one_is_judged() {
    let bench = limited();
    let user = member(&bench, 1);
    let (id, code) = code_of(&bench, user.user_id, None);
    guess_wrong(&bench, user.user_id, None, 30);
    for _ in 0..5 {
        let refused = finalize(&bench, id, &code);
        let Err(Refused::AccountHeld(held)) = refused else { panic!("{refused:?}") };
        assert_eq!((held.is_allowed, held.limit, held.remaining, held.reset_seconds), (false, 30, 0, 120));
    }
    let asked = bench.initialize_passcode_login().execute(&request(user.user_id, None));
    assert!(matches!(asked.outcome, Err(InitializePasscodeLoginError::AccountHeld(_))));
    assert_eq!(asked.allowance.unwrap().reset_seconds, 120);
    assert_eq!(bench.storage.with(|state| (state.passcodes.len(), state.passcodes[&id].1)), (1, 0));
}

#[test]
fn one_guess_comes_back_every_two_minutes_and_all_within_the_hour() {
    let bench = limited();
    let user = member(&bench, 1);
    guess_wrong(&bench, user.user_id, None, 30);
    bench.clock.advance(TimeDelta::seconds(119));
    assert!(initialize(&bench, &request(user.user_id, None)).is_err());
    bench.clock.advance(TimeDelta::seconds(1));
    let (id, code) = code_of(&bench, user.user_id, None);
    assert!(matches!(finalize(&bench, id, &wrong(&code)), Err(Refused::WrongCode)));
    assert!(matches!(finalize(&bench, id, &code), Err(Refused::AccountHeld(_))));
    bench.clock.advance(TimeDelta::seconds(120));
    finalize(&bench, id, &code).unwrap();
    bench.clock.advance(TimeDelta::hours(1));
    guess_wrong(&bench, user.user_id, None, 30);
    assert!(initialize(&bench, &request(user.user_id, None)).is_err());
}

#[test]
fn sessions_and_other_accounts_go_on() {
    let bench = limited();
    let (user, other) = (member(&bench, 1), member(&bench, 2));
    let sessions = bench.storage.with(|state| state.sessions.len());
    guess_wrong(&bench, user.user_id, None, 30);
    assert!(initialize(&bench, &request(user.user_id, None)).is_err());
    assert_eq!(bench.storage.with(|state| state.sessions.len()), sessions);
    let (id, code) = code_of(&bench, other.user_id, None);
    finalize(&bench, id, &code).unwrap();
}

#[test]
fn all_addresses_of_a_user_are_one_account() {
    let bench = limited();
    let user = member(&bench, 1);
    let second = sign_up(&bench, an_address(2)).email_id;
    bench.storage.with(|state| state.emails.get_mut(&second).unwrap().user_id = Some(user.user_id));
    guess_wrong(&bench, user.user_id, None, 18);
    guess_wrong(&bench, user.user_id, Some(second), 12);
    for email_id in [None, Some(second)] {
        assert!(initialize(&bench, &request(user.user_id, email_id)).is_err());
    }
}

#[test]
fn an_address_of_nobody_is_an_account_whoever_signs_up_with_it() {
    let bench = limited();
    let sign_ups = [(); 3].map(|()| sign_up(&bench, an_address(1)));
    for (user, times) in sign_ups.iter().zip([10, 10, 9]) {
        guess_wrong(&bench, user.user_id, Some(user.email_id), times);
    }
    let (id, code) = code_of(&bench, sign_ups[0].user_id, Some(sign_ups[0].email_id));
    guess_wrong(&bench, sign_ups[2].user_id, Some(sign_ups[2].email_id), 1);
    for user in &sign_ups {
        assert!(initialize(&bench, &request(user.user_id, Some(user.email_id))).is_err());
    }
    assert!(matches!(finalize(&bench, id, &code), Err(Refused::AccountHeld(_))));
}

#[test]
fn right_codes_are_not_counted_and_forgive_nothing() {
    let bench = limited();
    let user = member(&bench, 1);
    guess_wrong(&bench, user.user_id, None, 29);
    for _ in 0..40 {
        let (id, code) = code_of(&bench, user.user_id, None);
        finalize(&bench, id, &code).unwrap();
    }
    guess_wrong(&bench, user.user_id, None, 1);
    assert!(initialize(&bench, &request(user.user_id, None)).is_err());
}

#[test]
fn refused_right_codes_and_codes_that_are_not_judged_are_not_counted() {
    let bench = limited();
    let (user, stranger) = (member(&bench, 1), member(&bench, 2));
    let (id, code) = code_of(&bench, user.user_id, None);
    for _ in 0..40 {
        let refused = finalize_as(&bench, id, &code, Some(stranger.user_id));
        assert!(matches!(refused, Err(Refused::Forbidden)));
    }
    bench.clock.advance(TimeDelta::seconds(301));
    for _ in 0..40 {
        assert!(matches!(finalize(&bench, id, &wrong(&code)), Err(Refused::Expired)));
    }
    guess_wrong(&bench, user.user_id, None, 30);
}

#[test]
fn a_hundred_guesses_at_once_are_judged_thirty_times() {
    let bench = limited();
    let user = member(&bench, 1);
    let passcodes: Vec<_> = (0..50).map(|_| code_of(&bench, user.user_id, None)).collect();
    let judged = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..100)
            .map(|number| {
                let (id, code) = &passcodes[number / 2];
                scope.spawn(|| finalize(&bench, *id, &wrong(code)).unwrap_err())
            })
            .collect();
        let outcomes = threads.into_iter().map(|thread| thread.join().unwrap());
        outcomes.filter(|refused| !matches!(refused, Refused::AccountHeld(_))).count()
    });
    assert_eq!(judged, 30);
}

#[test]
fn without_the_limit_nobody_is_held() {
    let bench = Bench::default();
    let user = member(&bench, 1);
    guess_wrong(&bench, user.user_id, None, 60);
    let (id, code) = code_of(&bench, user.user_id, None);
    finalize(&bench, id, &code).unwrap();
}
