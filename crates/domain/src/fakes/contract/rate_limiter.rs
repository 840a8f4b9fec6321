//! Contract of [`RateLimiter`].
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a broken contract panics")]

use chrono::TimeDelta;

use super::super::moment;
use super::rows::at_once;
use crate::rate_limit::{RateLimit, RateLimiter};

fn three_in_ten_seconds() -> RateLimit {
    RateLimit::new(3, TimeDelta::seconds(10))
}

/// Takes one at this moment: whether it is allowed, how many remain, seconds until the next window.
fn take(limiter: &dyn RateLimiter, key: &str, seconds: i64) -> (bool, u32, u64) {
    let allowance = limiter.take(key, &three_in_ten_seconds(), moment(seconds)).unwrap();
    assert_eq!(allowance.limit, 3);
    (allowance.is_allowed, allowance.remaining, allowance.reset_seconds)
}

/// The last token is given, and however many come after it are refused.
pub fn no_more_than_allowed_are_let_through(limiter: &dyn RateLimiter) {
    assert_eq!(take(limiter, "key", 0), (true, 2, 10));
    assert_eq!(take(limiter, "key", 1), (true, 1, 9));
    assert_eq!(take(limiter, "key", 1), (true, 0, 9));
    for _ in 0..5 {
        assert_eq!(take(limiter, "key", 2), (false, 0, 8));
    }
}

/// All tokens are there again at the first moment of the next window, also after much use of the last one.
pub fn a_new_window_begins_with_all_tokens(limiter: &dyn RateLimiter) {
    for _ in 0..6 {
        take(limiter, "key", 0);
    }
    assert_eq!(take(limiter, "key", 9), (false, 0, 1));
    assert_eq!(take(limiter, "key", 10), (true, 2, 10));
}

/// Windows follow each other from the first request on, not from the first in each window.
pub fn windows_are_counted_from_the_first_request(limiter: &dyn RateLimiter) {
    take(limiter, "key", 3);
    assert_eq!(take(limiter, "key", 16), (true, 2, 7));
    assert_eq!(take(limiter, "key", 22), (true, 1, 1));
    assert_eq!(take(limiter, "key", 44), (true, 2, 9));
}

/// Looking tells what the next request would be told, as often as one looks.
pub fn a_look_takes_nothing(limiter: &dyn RateLimiter) {
    let look = |seconds| {
        let allowance = limiter.peek("key", &three_in_ten_seconds(), moment(seconds)).unwrap();
        (allowance.is_allowed, allowance.remaining, allowance.reset_seconds)
    };
    for _ in 0..4 {
        assert_eq!(look(0), (true, 2, 10));
    }
    for _ in 0..3 {
        let expected = look(1);
        assert_eq!(take(limiter, "key", 1), expected);
    }
    assert_eq!(look(2), (false, 0, 9));
    assert_eq!(look(11), (true, 2, 10));
}

/// One key's requests are not counted for another.
pub fn keys_have_counters_of_their_own(limiter: &dyn RateLimiter) {
    for _ in 0..4 {
        take(limiter, "one", 0);
    }
    assert_eq!(take(limiter, "two", 0), (true, 2, 10));
    assert_eq!(take(limiter, "one", 0), (false, 0, 10));
}

/// Many requests at the same moment share the tokens of one window.
pub fn many_at_once_get_no_more_than_allowed(limiter: &dyn RateLimiter) {
    let allowed = at_once(20, |_| take(limiter, "key", 0).0);
    assert_eq!(allowed.into_iter().filter(|is_allowed| *is_allowed).count(), 3);
}
