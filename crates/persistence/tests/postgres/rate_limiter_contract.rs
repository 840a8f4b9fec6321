//! `PostgreSQL` keeps the contract of the rate limiter.

use chrono::TimeDelta;
use inkan_domain::fakes::moment;
use inkan_domain::rate_limit::{RateLimit, RateLimiter};
use inkan_persistence::PgRateLimiter;
use inkan_postgres::run_sql;

use crate::support;

fn with_limiter(contract: &dyn Fn(&dyn RateLimiter)) {
    let database = support::migrated();
    contract(&PgRateLimiter::new(&support::storage(&database)));
}

inkan_domain::rate_limiter_contract!(with_limiter);

#[test]
fn counters_whose_window_is_over_are_removed() {
    let database = support::migrated();
    let limiter = PgRateLimiter::new(&support::storage(&database));
    let limit = RateLimit::new(3, TimeDelta::seconds(10));
    limiter.take("old", &limit, moment(0)).unwrap();
    limiter.take("new", &limit, moment(1)).unwrap();
    assert_eq!(limiter.remove_stale(moment(10)).unwrap(), 1);
    assert_eq!(limiter.peek("old", &limit, moment(10)).unwrap().remaining, 2);
    assert_eq!(limiter.peek("new", &limit, moment(10)).unwrap().remaining, 1);
}

#[test]
fn keys_are_stored_as_hashes() {
    let database = support::migrated();
    let limiter = PgRateLimiter::new(&support::storage(&database));
    limiter.take("192.0.2.1", &RateLimit::new(3, TimeDelta::seconds(10)), moment(0)).unwrap();
    let stored =
        run_sql(&database.url(), "SELECT encode(key_hash, 'escape') FROM inkan.rate_limits").unwrap();
    assert!(!stored.is_empty() && !stored.contains("192.0.2.1"));
}

#[test]
fn a_clock_that_runs_behind_does_not_open_the_last_window_again() {
    let database = support::migrated();
    let limiter = PgRateLimiter::new(&support::storage(&database));
    let limit = RateLimit::new(1, TimeDelta::seconds(10));
    assert!(limiter.take("key", &limit, moment(0)).unwrap().is_allowed);
    assert!(limiter.take("key", &limit, moment(10)).unwrap().is_allowed);
    assert!(!limiter.take("key", &limit, moment(9)).unwrap().is_allowed);
    assert!(!limiter.take("key", &limit, moment(10)).unwrap().is_allowed);
}
