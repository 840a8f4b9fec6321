//! Sessions from login to their end, on fakes.

use chrono::TimeDelta;

use super::{AuthenticateError, Candidate, Credentials, SessionToken, SignedIn, TokenSource};
use crate::audit::AuditEvent;
use crate::fakes::{Bench, a_caller, an_address};
use crate::session::OpenedSession;
use crate::user::CreateUserError;

/// A user who is logged in at once.
fn a_session_of(bench: &Bench, number: u128) -> OpenedSession {
    bench.create_user().execute(an_address(number), &a_caller()).unwrap().session.unwrap()
}

fn a_bench() -> Bench {
    Bench { require_verification: false, ..Bench::default() }
}

fn candidate(token: &SessionToken, source: TokenSource) -> Candidate {
    Candidate { token: token.clone(), source }
}

fn explicit(tokens: &[&SessionToken]) -> Credentials {
    let candidates = tokens.iter().map(|token| candidate(token, TokenSource::Explicit)).collect();
    Credentials { candidates, is_cross_site: false }
}

fn authenticate(bench: &Bench, credentials: &Credentials) -> Result<SignedIn, AuthenticateError> {
    bench.authenticate().execute(credentials)
}

#[test]
fn the_token_of_a_sign_up_without_verification_works() {
    let bench = a_bench();
    let opened = a_session_of(&bench, 1);
    let signed_in = authenticate(&bench, &explicit(&[&opened.token])).unwrap();
    assert_eq!(signed_in.user_id, opened.session.user_id);
    let profile = bench.get_profile().execute(signed_in.user_id).unwrap();
    assert_eq!(profile.primary_email().unwrap().address, an_address(1));
}

#[test]
fn a_taken_address_makes_no_account() {
    let bench = a_bench();
    a_session_of(&bench, 1);
    let refused = bench.create_user().execute(an_address(1), &a_caller());
    assert!(matches!(refused, Err(CreateUserError::AddressTaken)));
    assert_eq!(bench.storage.with(|state| state.users.len()), 1);
}

#[test]
fn a_broken_token_does_not_hide_a_good_one() {
    let bench = a_bench();
    let opened = a_session_of(&bench, 1);
    let broken = SessionToken::new("broken".to_owned());
    assert!(authenticate(&bench, &explicit(&[&broken, &opened.token])).is_ok());
    assert!(matches!(
        authenticate(&bench, &explicit(&[&broken])),
        Err(AuthenticateError::Unauthenticated { idle_session_ended: false })
    ));
}

#[test]
fn the_first_good_token_wins() {
    let bench = a_bench();
    let (first, second) = (a_session_of(&bench, 1), a_session_of(&bench, 2));
    let signed_in = authenticate(&bench, &explicit(&[&first.token, &second.token])).unwrap();
    assert_eq!(signed_in.session_id, first.session.id);
}

#[test]
fn after_a_logout_the_token_is_dead_everywhere() {
    let bench = a_bench();
    let opened = a_session_of(&bench, 1);
    let credentials = explicit(&[&opened.token]);
    let signed_in = authenticate(&bench, &credentials).unwrap();
    bench.logout().execute(&signed_in, &a_caller()).unwrap();
    assert!(authenticate(&bench, &credentials).is_err());
    assert_eq!(bench.authenticate().identify(&credentials).unwrap(), None);
    assert!(bench.validate_session().execute(&credentials, true).unwrap().session.is_none());
    let last = bench.storage.with(|state| state.audit_records.last().cloned()).unwrap();
    assert_eq!(
        (last.event, last.user_email.as_deref()),
        (AuditEvent::UserLoggedOut, Some("x*****@inkan.test"))
    );
}

#[test]
fn another_site_cannot_act_with_the_cookie() {
    let bench = a_bench();
    let opened = a_session_of(&bench, 1);
    let mut credentials =
        Credentials { candidates: vec![candidate(&opened.token, TokenSource::Cookie)], is_cross_site: true };
    assert!(matches!(authenticate(&bench, &credentials), Err(AuthenticateError::CrossSite)));
    assert!(matches!(bench.authenticate().identify(&credentials), Err(AuthenticateError::CrossSite)));
    credentials.candidates.insert(0, candidate(&opened.token, TokenSource::Explicit));
    assert!(authenticate(&bench, &credentials).is_ok());
}

#[test]
fn the_first_genuine_token_decides_about_the_optional_session() {
    let bench = a_bench();
    let (dead, living) = (a_session_of(&bench, 1), a_session_of(&bench, 2));
    bench.storage.with(|state| state.sessions.remove(&dead.session.id));
    let identified = bench.authenticate().identify(&explicit(&[&dead.token, &living.token])).unwrap();
    assert_eq!(identified, None);
}

#[test]
fn a_session_that_nobody_uses_ends() {
    let mut bench = a_bench();
    bench.policy.idle_timeout = Some(TimeDelta::seconds(10));
    let opened = a_session_of(&bench, 1);
    let credentials = explicit(&[&opened.token]);
    bench.clock.advance(TimeDelta::seconds(8));
    authenticate(&bench, &credentials).unwrap();
    bench.clock.advance(TimeDelta::seconds(10));
    let valid = bench.validate_session().execute(&credentials, false).unwrap().session.unwrap();
    assert_eq!(valid.idle_expires_at, Some(opened.session.created_at + TimeDelta::seconds(18)));
    bench.clock.advance(TimeDelta::seconds(1));
    assert!(matches!(
        authenticate(&bench, &credentials),
        Err(AuthenticateError::Unauthenticated { idle_session_ended: true })
    ));
    assert!(bench.storage.with(|state| state.sessions.is_empty()));
}

#[test]
fn the_last_use_is_not_rewritten_within_a_minute() {
    let bench = a_bench();
    let opened = a_session_of(&bench, 1);
    let last_used = || bench.storage.with(|state| state.sessions[&opened.session.id].1);
    let seen = last_used();
    bench.clock.advance(TimeDelta::seconds(60));
    authenticate(&bench, &explicit(&[&opened.token])).unwrap();
    assert_eq!(last_used(), seen);
    bench.clock.advance(TimeDelta::seconds(1));
    authenticate(&bench, &explicit(&[&opened.token])).unwrap();
    assert_eq!(last_used(), seen + TimeDelta::seconds(61));
}

#[test]
fn a_look_at_a_session_is_no_use_of_it() {
    let bench = a_bench();
    let opened = a_session_of(&bench, 1);
    bench.clock.advance(TimeDelta::hours(1));
    let credentials = explicit(&[&opened.token]);
    assert!(bench.validate_session().execute(&credentials, false).unwrap().session.is_some());
    assert_eq!(bench.storage.with(|state| state.sessions[&opened.session.id].1), opened.session.created_at);
}

#[test]
fn addresses_and_agents_are_kept_only_when_wanted() {
    let mut bench = a_bench();
    assert!(a_session_of(&bench, 1).session.ip_address.is_some());
    bench.policy.acquire_ip_address = false;
    bench.policy.acquire_user_agent = false;
    let session = a_session_of(&bench, 2).session;
    assert_eq!((session.ip_address, session.user_agent), (None, None));
}
