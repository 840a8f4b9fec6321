//! How many wrong codes an account stands.

use chrono::TimeDelta;

use super::Allowance;
use crate::Timestamp;

/// A bucket of guesses for each account, from wherever they come. It is full at first; every guess takes one
/// out, and one comes back every `refill` until it is full again. So an attacker has the whole bucket once and
/// then one guess every `refill`, and the owner never waits longer than `refill` after the attack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuessLimit {
    /// Guesses in a full bucket, at least 1.
    pub most: u32,
    /// Time in which one guess comes back, above zero.
    pub refill: TimeDelta,
}

impl GuessLimit {
    /// A bucket that fills within the interval; `None` for no guesses, which stand for no limit.
    #[must_use]
    pub fn new(most: u32, interval: TimeDelta) -> Option<Self> {
        let parts = i32::try_from(most).ok().filter(|parts| *parts > 0)?;
        Some(Self { most, refill: (interval / parts).max(TimeDelta::microseconds(1)) })
    }

    /// Time in which an empty bucket fills.
    #[must_use]
    pub fn capacity(&self) -> TimeDelta {
        self.refill * i32::try_from(self.most).unwrap_or(i32::MAX)
    }

    /// When a bucket that would have been full at `full_at` will be full after a guess; `None` when it is
    /// empty.
    #[must_use]
    pub fn take(&self, full_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
        let after = full_at.max(now) + self.refill;
        (after <= now + self.capacity()).then_some(after)
    }

    /// What the owner of a bucket that will be full at `full_at` is told after a guess, which was let through
    /// or not. `reset_seconds` counts until there is a guess to take, rounded up.
    #[must_use]
    pub fn allowance(&self, is_allowed: bool, full_at: Timestamp, now: Timestamp) -> Allowance {
        let missing = (full_at - now).max(TimeDelta::zero());
        let there = (self.capacity() - missing).max(TimeDelta::zero());
        let wait = (self.refill - there).max(TimeDelta::zero());
        Allowance {
            is_allowed,
            limit: self.most,
            remaining: u32::try_from(whole(there) / whole(self.refill)).unwrap_or(self.most),
            reset_seconds: whole(wait).div_ceil(1_000_000),
        }
    }
}

/// Microseconds; nothing below zero.
fn whole(time: TimeDelta) -> u64 {
    time.num_microseconds().and_then(|time| u64::try_from(time).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::GuessLimit;
    use crate::fakes::moment;

    fn three_in_a_minute() -> GuessLimit {
        GuessLimit::new(3, TimeDelta::minutes(1)).unwrap()
    }

    #[test]
    fn a_full_bucket_is_emptied_and_fills_one_by_one() {
        let limit = three_in_a_minute();
        let mut full_at = moment(0);
        for (now, is_there) in
            [(0, true), (1, true), (1, true), (1, false), (19, false), (20, true), (21, false)]
        {
            let taken = limit.take(full_at, moment(now));
            assert_eq!(taken.is_some(), is_there, "{now}");
            full_at = taken.unwrap_or(full_at);
        }
        assert_eq!(full_at, moment(80));
        assert!(limit.take(full_at, moment(40)).is_some());
    }

    #[test]
    fn no_more_is_saved_up_than_a_full_bucket() {
        let limit = three_in_a_minute();
        let mut full_at = moment(0);
        for _ in 0..3 {
            full_at = limit.take(full_at, moment(900)).unwrap();
        }
        assert_eq!(limit.take(full_at, moment(900)), None);
    }

    #[test]
    fn whoever_is_held_is_told_when_the_next_guess_is_there() {
        let limit = three_in_a_minute();
        let held = limit.allowance(false, moment(60), moment(0) + TimeDelta::milliseconds(1));
        assert_eq!((held.is_allowed, held.limit, held.remaining, held.reset_seconds), (false, 3, 0, 20));
        let last = limit.allowance(true, moment(60), moment(0));
        assert_eq!((last.is_allowed, last.remaining), (true, 0));
        let first = limit.allowance(true, moment(20), moment(0));
        assert_eq!((first.remaining, first.reset_seconds), (2, 0));
    }

    #[test]
    fn no_guesses_stand_for_no_limit() {
        assert_eq!(GuessLimit::new(0, TimeDelta::hours(1)), None);
        let quick = GuessLimit::new(100, TimeDelta::zero()).unwrap();
        assert_eq!(quick.refill, TimeDelta::microseconds(1));
    }
}
