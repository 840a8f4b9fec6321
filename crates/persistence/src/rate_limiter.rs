//! Counters that all instances share.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use inkan_domain::rate_limit::{Allowance, RateLimit, RateLimiter};
use inkan_domain::{Fault, Timestamp};

use crate::PgStorage;
use crate::schema::inkan::rate_limits;
use crate::statement::statement;

/// Counts requests in the table `inkan.rate_limits`, by the SHA-256 of their keys, since these hold addresses.
/// The repository of passcodes keeps its guesses there, too.
/// The table is not logged: a crash of the database empties it.
#[derive(Clone)]
pub struct PgRateLimiter {
    storage: PgStorage,
}

statement! {
    /// Takes a token. The start of the current window is computed as `RateLimit::window_start` does it, but
    /// never moves back, in case the clocks of the instances differ.
    Take {
        key: String as Text,
        now: i64 as BigInt,
        interval: i64 as BigInt,
        most: i64 as BigInt,
    } -> (BigInt, BigInt),
    "INSERT INTO inkan.rate_limits AS counter (key_hash, first_start_us, window_start_us, window_end_us, used) \
     VALUES (sha256(convert_to({key}, 'UTF8')), {now}, {now}, {now} + {interval}, 1) \
     ON CONFLICT (key_hash) DO UPDATE SET (window_start_us, window_end_us, used) = ( \
         SELECT start, start + {interval}, \
                CASE start WHEN counter.window_start_us THEN least(counter.used + 1, {most} + 1) ELSE 1 END \
         FROM (SELECT greatest(counter.window_start_us, counter.first_start_us \
                   + greatest({now} - counter.first_start_us, 0) / {interval} * {interval}) AS start) AS current) \
     RETURNING used, window_start_us"
}

statement! {
    /// Reads a counter: start of the first window, start of the last window, requests in that.
    Peek { key: String as Text } -> (BigInt, BigInt, BigInt),
    "SELECT first_start_us, window_start_us, used FROM inkan.rate_limits \
     WHERE key_hash = sha256(convert_to({key}, 'UTF8'))"
}

impl PgRateLimiter {
    /// Shares the pool of the storage.
    #[must_use]
    pub fn new(storage: &PgStorage) -> Self {
        Self { storage: storage.clone() }
    }

    /// Removes counters whose window is over; tells how many. A key that comes again begins a new window.
    ///
    /// # Errors
    /// When the database fails.
    #[tracing::instrument(level = "debug", name = "db.rate_limits.remove_stale", skip_all)]
    pub fn remove_stale(&self, now: Timestamp) -> Result<u64, Fault> {
        let stale = rate_limits::table.filter(rate_limits::window_end_us.le(now.timestamp_micros()));
        let statement = diesel::delete(stale);
        let removed = self.storage.take()?.run(|connection| statement.execute(connection))?;
        Ok(u64::try_from(removed).unwrap_or(u64::MAX))
    }
}

impl RateLimiter for PgRateLimiter {
    #[tracing::instrument(level = "debug", name = "db.rate_limits.take", skip_all)]
    fn take(&self, key: &str, limit: &RateLimit, now: Timestamp) -> Result<Allowance, Fault> {
        let statement = Take {
            key: key.to_owned(),
            now: now.timestamp_micros(),
            interval: limit.interval.num_microseconds().unwrap_or(i64::MAX / 4).max(1),
            most: i64::from(limit.tokens),
        };
        let (used, start) =
            self.storage.take()?.run(|connection| statement.get_result::<(i64, i64)>(connection))?;
        Ok(limit.allowance(count(used), moment(start)?, now))
    }

    #[tracing::instrument(level = "debug", name = "db.rate_limits.peek", skip_all)]
    fn peek(&self, key: &str, limit: &RateLimit, now: Timestamp) -> Result<Allowance, Fault> {
        let statement = Peek { key: key.to_owned() };
        let counter = self
            .storage
            .take()?
            .run(|connection| statement.get_result::<(i64, i64, i64)>(connection).optional())?;
        let Some((first, start, used)) = counter else { return Ok(limit.allowance(1, now, now)) };
        let start = moment(start)?;
        let current = limit.window_start(moment(first)?, now).max(start);
        let used = if current == start { count(used) } else { 0 };
        Ok(limit.allowance(used.saturating_add(1), current, now))
    }
}

fn count(used: i64) -> u32 {
    u32::try_from(used).unwrap_or(u32::MAX)
}

/// A stored moment.
pub(crate) fn moment(microseconds: i64) -> Result<Timestamp, Fault> {
    Timestamp::from_timestamp_micros(microseconds)
        .ok_or_else(|| Fault::internal("a counter lies outside of time"))
}
