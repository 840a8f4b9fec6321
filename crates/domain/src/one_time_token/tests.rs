//! One-time tokens, on fakes.

use chrono::TimeDelta;

use super::{ExchangeTokenError, OneTimeToken};
use crate::fakes::{Bench, a_caller, an_address, id, moment};
use crate::rate_limit::RateLimit;

fn a_bench_with_a_token() -> Bench {
    let bench = Bench { require_verification: false, ..Bench::default() };
    let user_id = bench.create_user().execute(an_address(1), &a_caller()).unwrap().user_id;
    let token = OneTimeToken { id: id(1), user_id, expires_at: moment(60) };
    bench.storage.with(|state| state.one_time_tokens.insert("value".to_owned(), token));
    bench
}

#[test]
fn a_token_is_good_once() {
    let bench = a_bench_with_a_token();
    let exchanged = bench.exchange_token().execute("value", &a_caller()).unwrap();
    assert!(bench.storage.with(|state| state.sessions.contains_key(&exchanged.session.session.id)));
    let refused = bench.exchange_token().execute("value", &a_caller());
    assert!(matches!(refused, Err(ExchangeTokenError::NotFound)));
}

#[test]
fn a_token_whose_time_is_over_stays() {
    let bench = a_bench_with_a_token();
    bench.clock.advance(TimeDelta::seconds(61));
    let refused = bench.exchange_token().execute("value", &a_caller());
    assert!(matches!(refused, Err(ExchangeTokenError::Expired)));
    assert_eq!(bench.storage.with(|state| state.one_time_tokens.len()), 1);
}

#[test]
fn a_zero_byte_is_in_no_token() {
    let refused = a_bench_with_a_token().exchange_token().execute("value\0", &a_caller());
    assert!(matches!(refused, Err(ExchangeTokenError::NotFound)));
}

#[test]
fn exchanges_are_limited_by_client() {
    let mut bench = a_bench_with_a_token();
    bench.limits.token = Some(RateLimit::new(1, TimeDelta::minutes(1)));
    assert!(bench.exchange_token().take_allowance(&a_caller()).unwrap().unwrap().is_allowed);
    assert!(!bench.exchange_token().take_allowance(&a_caller()).unwrap().unwrap().is_allowed);
}

#[test]
fn a_refusal_is_recorded_without_an_actor() {
    let bench = a_bench_with_a_token();
    bench.exchange_token().record_refusal("code=404, message=token not found", &a_caller()).unwrap();
    let record = bench.storage.with(|state| state.audit_records.last().cloned()).unwrap();
    assert_eq!((record.error.as_deref(), record.user_id), (Some("code=404, message=token not found"), None));
}
