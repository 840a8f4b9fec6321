//! Open passcodes.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use diesel::sql_types::{self, BigInt, Bool, Integer, Nullable, Text};
use inkan_domain::passcode::{Added, Attempt, CodeHash, Counted, LoginFacts, Passcode, Passcodes};
use inkan_domain::rate_limit::GuessLimit;
use inkan_domain::{EmailId, Fault, PasscodeId, Timestamp, UserId};
use uuid::Uuid;

use crate::fault::{fault, is_foreign_key_violation};
use crate::login_facts::{self, FactsRow, FactsSql, facts_columns, facts_joins};
use crate::rate_limiter::moment;
use crate::repositories::{PgRepositories, stored};
use crate::schema::passcodes;
use crate::statement::statement;

type PasscodeSql = (sql_types::Uuid, sql_types::Uuid, sql_types::Uuid, Integer, Text, sql_types::Timestamp);
type CountedRow = (PasscodeRow, i32, FactsRow, bool, i64);

#[derive(Queryable)]
struct PasscodeRow {
    id: Uuid,
    user_id: Uuid,
    email_id: Uuid,
    ttl: i32,
    code: String,
    created_at: NaiveDateTime,
}

impl From<PasscodeRow> for Passcode {
    fn from(row: PasscodeRow) -> Self {
        Self {
            id: PasscodeId::new(row.id),
            user_id: UserId::new(row.user_id),
            email_id: EmailId::new(row.email_id),
            lifetime_seconds: row.ttl,
            code_hash: CodeHash::new(row.code),
            created_at: row.created_at.and_utc(),
        }
    }
}

/// Key of the account that guesses count for, from `subject (user_id, email_id)` and its `email`. The rows of
/// accounts in `inkan.rate_limits` are buckets: `window_end_us` says when they are full again, which is also
/// when nobody needs them any more, and `used` whether the last guess was let through, 1 or 0.
macro_rules! account_hash {
    () => {
        "sha256(convert_to(CASE email.user_id WHEN subject.user_id THEN 'guesses/user/' || subject.user_id \
         ELSE 'guesses/address/' || email.address END, 'UTF8'))"
    };
}

/// Takes a guess back for the account of the one row of `subject`.
macro_rules! give_guess_back {
    () => {
        concat!(
            "given_back AS ( \
                 UPDATE inkan.rate_limits SET window_end_us = window_end_us - {refill} WHERE key_hash = (SELECT ",
            account_hash!(),
            " FROM subject JOIN emails email ON email.id = subject.email_id)) "
        )
    };
}

statement! {
    /// Stores a passcode unless the bucket of its account is empty: how many were stored, and when the bucket
    /// is full.
    AddPasscode {
        id: Uuid as sql_types::Uuid,
        user_id: Uuid as sql_types::Uuid,
        email_id: Uuid as sql_types::Uuid,
        ttl: i32 as Integer,
        code: String as Text,
        created_at: NaiveDateTime as sql_types::Timestamp,
        refill: i64 as BigInt,
        latest: i64 as BigInt,
    } -> (BigInt, Nullable<BigInt>),
    concat!(
        "WITH subject AS (SELECT {user_id} AS user_id, {email_id} AS email_id), \
         bucket AS (SELECT window_end_us FROM inkan.rate_limits WHERE key_hash = (SELECT ",
        account_hash!(),
        " FROM subject JOIN emails email ON email.id = subject.email_id)), \
         stored AS ( \
             INSERT INTO passcodes (id, user_id, email_id, ttl, code, try_count, created_at, updated_at) \
             SELECT {id}, user_id, email_id, {ttl}, {code}, 0, {created_at}, {created_at} FROM subject \
             WHERE NOT EXISTS (SELECT FROM bucket WHERE window_end_us + {refill} > {latest}) RETURNING id) \
         SELECT (SELECT count(*) FROM stored), (SELECT window_end_us FROM bucket)"
    )
}

statement! {
    /// Counts an attempt if there is one left at the passcode and a guess in the bucket of its account, and
    /// reads everything that the judgement needs. The passcode is held first, so that nobody else's attempt
    /// at it takes a guess in vain.
    CountAttempt {
        id: Uuid as sql_types::Uuid,
        now: NaiveDateTime as sql_types::Timestamp,
        most: i32 as Integer,
        now_us: i64 as BigInt,
        refill: i64 as BigInt,
        latest: i64 as BigInt,
    } -> (PasscodeSql, Integer, FactsSql, Bool, BigInt),
    concat!(
        "WITH subject AS ( \
             SELECT id, user_id, email_id, ttl, code, created_at, try_count + 1 AS number FROM passcodes \
             WHERE id = {id} AND user_id IS NOT NULL AND email_id IS NOT NULL AND try_count < {most} \
               AND created_at + ttl * interval '1 second' >= {now} FOR UPDATE), \
         guess AS ( \
             INSERT INTO inkan.rate_limits AS bucket \
                 (key_hash, first_start_us, window_start_us, window_end_us, used) \
             SELECT ",
        account_hash!(),
        ", {now_us}, {now_us}, {now_us} + {refill}, 1 \
             FROM subject JOIN emails email ON email.id = subject.email_id \
             ON CONFLICT (key_hash) DO UPDATE SET (window_end_us, used) = ( \
                 SELECT CASE WHEN after <= {latest} THEN after ELSE bucket.window_end_us END, \
                        CASE WHEN after <= {latest} THEN 1 ELSE 0 END \
                 FROM (SELECT greatest(bucket.window_end_us, {now_us}) + {refill} AS after) AS taken) \
             RETURNING window_end_us, used = 1 AS is_allowed), \
         counted AS ( \
             UPDATE passcodes SET try_count = try_count + 1, updated_at = {now} FROM guess \
             WHERE passcodes.id = {id} AND guess.is_allowed) \
         SELECT subject.id, subject.user_id, subject.email_id, subject.ttl, subject.code, \
                subject.created_at, subject.number, ",
        facts_columns!(),
        ", guess.is_allowed, guess.window_end_us FROM subject CROSS JOIN guess ",
        facts_joins!()
    )
}

statement! {
    /// Takes an attempt back, at the passcode and for its account; how many passcodes there were.
    TakeAttemptBack {
        id: Uuid as sql_types::Uuid,
        now: NaiveDateTime as sql_types::Timestamp,
        refill: i64 as BigInt,
    } -> BigInt,
    concat!(
        "WITH subject AS ( \
             UPDATE passcodes SET try_count = try_count - 1, updated_at = {now} \
             WHERE id = {id} AND try_count > 0 RETURNING user_id, email_id), ",
        give_guess_back!(),
        "SELECT count(*) FROM subject"
    )
}

statement! {
    /// When the passcode that lasts longest ends.
    LastEnd {} -> Nullable<sql_types::Timestamp>,
    "SELECT max(created_at + ttl * interval '1 second') FROM passcodes"
}

statement! {
    /// Removes a passcode and takes its attempt back for its account; how many passcodes there were.
    Spend {
        id: Uuid as sql_types::Uuid,
        refill: i64 as BigInt,
    } -> BigInt,
    concat!(
        "WITH subject AS (DELETE FROM passcodes WHERE id = {id} RETURNING user_id, email_id), ",
        give_guess_back!(),
        "SELECT count(*) FROM subject"
    )
}

/// A limit in microseconds: after how much a guess comes back, and when the bucket of somebody who guesses now
/// is full at the latest. Without a limit a guess costs nothing.
fn bucket(limit: Option<&GuessLimit>, now: Timestamp) -> (i64, i64) {
    let whole = |time: TimeDelta| time.num_microseconds().unwrap_or(i64::MAX / 4);
    limit.map_or((0, i64::MAX), |limit| {
        (whole(limit.refill), now.timestamp_micros().saturating_add(whole(limit.capacity())))
    })
}

impl Passcodes for PgRepositories {
    #[tracing::instrument(level = "debug", name = "db.passcodes.add", skip_all)]
    fn add(&mut self, passcode: &Passcode, limit: Option<&GuessLimit>) -> Result<Added, Fault> {
        let (refill, latest) = bucket(limit, passcode.created_at);
        let statement = AddPasscode {
            id: passcode.id.as_uuid(),
            user_id: passcode.user_id.as_uuid(),
            email_id: passcode.email_id.as_uuid(),
            ttl: passcode.lifetime_seconds,
            code: passcode.code_hash.as_str().to_owned(),
            created_at: stored(passcode.created_at),
            refill,
            latest,
        };
        match self.attempt(|connection| statement.get_result::<(i64, Option<i64>)>(connection)) {
            Ok((0, Some(full_at))) => {
                let (full_at, now) = (moment(full_at)?, passcode.created_at);
                Ok(limit.map_or(Added::Gone, |limit| Added::Held(limit.allowance(false, full_at, now))))
            }
            Ok((0, None)) => Ok(Added::Gone),
            Ok(_) => Ok(Added::Stored),
            Err(error) if is_foreign_key_violation(&error) => Ok(Added::Gone),
            Err(error) => Err(fault(&error)),
        }
    }

    #[tracing::instrument(level = "debug", name = "db.passcodes.count_attempt", skip_all)]
    fn count_attempt(
        &mut self,
        id: PasscodeId,
        limit: Option<&GuessLimit>,
        now: Timestamp,
    ) -> Result<Counted, Fault> {
        let (refill, latest) = bucket(limit, now);
        let statement = CountAttempt {
            id: id.as_uuid(),
            now: stored(now),
            most: Passcode::MOST_ATTEMPTS,
            now_us: now.timestamp_micros(),
            refill,
            latest,
        };
        let row = self.run(|connection| statement.get_result::<CountedRow>(connection).optional())?;
        let Some((passcode, number, facts, is_allowed, full_at)) = row else { return Ok(Counted::Nothing) };
        let full_at = moment(full_at)?;
        let allowance = limit.map(|limit| limit.allowance(is_allowed, full_at, now));
        if let Some(held) = allowance.filter(|allowance| !allowance.is_allowed) {
            return Ok(Counted::Held(held));
        }
        let passcode = Passcode::from(passcode);
        let facts = facts.about(passcode.user_id);
        Ok(Counted::Attempt(Box::new(Attempt { passcode, number, facts, allowance })))
    }

    #[tracing::instrument(level = "debug", name = "db.passcodes.take_attempt_back", skip_all)]
    fn take_attempt_back(
        &mut self,
        id: PasscodeId,
        limit: Option<&GuessLimit>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let (refill, _) = bucket(limit, now);
        let statement = TakeAttemptBack { id: id.as_uuid(), now: stored(now), refill };
        self.run(|connection| statement.get_result::<i64>(connection))?;
        Ok(())
    }
    #[tracing::instrument(level = "debug", name = "db.passcodes.find", skip_all)]
    fn find(&mut self, id: PasscodeId) -> Result<Option<Passcode>, Fault> {
        let statement = passcodes::table
            .find(id.as_uuid())
            .filter(passcodes::user_id.is_not_null().and(passcodes::email_id.is_not_null()))
            .select((
                passcodes::id,
                passcodes::user_id.assume_not_null(),
                passcodes::email_id.assume_not_null(),
                passcodes::ttl,
                passcodes::code,
                passcodes::created_at,
            ));
        let row = self.run(|connection| statement.get_result::<PasscodeRow>(connection).optional())?;
        Ok(row.map(Into::into))
    }

    #[tracing::instrument(level = "debug", name = "db.passcodes.login_facts", skip_all)]
    fn login_facts(&mut self, user_id: UserId, email_id: EmailId) -> Result<Option<LoginFacts>, Fault> {
        login_facts::read(self, user_id, email_id)
    }

    #[tracing::instrument(level = "debug", name = "db.passcodes.spend", skip_all)]
    fn spend(&mut self, id: PasscodeId, limit: Option<&GuessLimit>) -> Result<bool, Fault> {
        let (refill, _) = bucket(limit, Timestamp::UNIX_EPOCH);
        let statement = Spend { id: id.as_uuid(), refill };
        self.run(|connection| statement.get_result::<i64>(connection)).map(|count| count > 0)
    }

    #[tracing::instrument(level = "debug", name = "db.passcodes.last_end", skip_all)]
    fn last_end(&mut self) -> Result<Option<Timestamp>, Fault> {
        let end = self.run(|connection| LastEnd {}.get_result::<Option<NaiveDateTime>>(connection))?;
        Ok(end.map(|end| end.and_utc()))
    }

    #[tracing::instrument(level = "debug", name = "db.passcodes.remove", skip_all)]
    fn remove(&mut self, id: PasscodeId) -> Result<bool, Fault> {
        let statement = diesel::delete(passcodes::table.find(id.as_uuid()));
        self.run(|connection| statement.execute(connection)).map(|count| count > 0)
    }
}
