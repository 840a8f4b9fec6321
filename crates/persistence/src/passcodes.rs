//! Open passcodes.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
use inkan_domain::passcode::{Attempt, CodeHash, LoginFacts, Passcode, Passcodes};
use inkan_domain::{EmailId, Fault, PasscodeId, Timestamp, UserId};
use uuid::Uuid;

use crate::emails::{EmailRow, EmailSql};
use crate::fault::{fault, is_foreign_key_violation};
use crate::repositories::{PgRepositories, stored};
use crate::schema::passcodes;
use crate::statement::statement;

type PasscodeSql = (sql_types::Uuid, sql_types::Uuid, sql_types::Uuid, Integer, Text, sql_types::Timestamp);
type FactsSql = (EmailSql, Nullable<EmailSql>, BigInt, Bool);

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

#[derive(Queryable)]
struct FactsRow {
    email: EmailRow,
    primary_email: Option<EmailRow>,
    owned_emails: i64,
    has_other_credentials: bool,
}

impl FactsRow {
    fn about(self, user_id: UserId) -> LoginFacts {
        LoginFacts {
            user_id,
            email: self.email.into(),
            primary_email: self.primary_email.map(Into::into),
            owned_emails: self.owned_emails,
            has_other_credentials: self.has_other_credentials,
        }
    }
}

/// What decides about a login, for rows `subject (user_id, email_id)`.
macro_rules! facts_columns {
    () => {
        "email.id, email.user_id, email.address, email.verified, \
         EXISTS (SELECT FROM primary_emails own WHERE own.email_id = email.id), email.created_at, email.updated_at, \
         main.id, main.user_id, main.address, main.verified, true, main.created_at, main.updated_at, \
         (SELECT count(*) FROM emails owned WHERE owned.user_id = subject.user_id), \
         EXISTS (SELECT FROM usernames WHERE user_id = subject.user_id) \
         OR EXISTS (SELECT FROM password_credentials WHERE user_id = subject.user_id) \
         OR EXISTS (SELECT FROM webauthn_credentials WHERE user_id = subject.user_id) \
         OR EXISTS (SELECT FROM otp_secrets WHERE user_id = subject.user_id) \
         OR EXISTS (SELECT FROM identities WHERE user_id = subject.user_id)"
    };
}

/// The addresses that [`facts_columns`] speaks of.
macro_rules! facts_joins {
    () => {
        "JOIN emails email ON email.id = subject.email_id \
         LEFT JOIN primary_emails mark ON mark.user_id = subject.user_id \
         LEFT JOIN emails main ON main.id = mark.email_id"
    };
}

statement! {
    /// Counts an attempt if there is one left, and reads everything that the judgement needs.
    CountAttempt {
        id: Uuid as sql_types::Uuid,
        now: NaiveDateTime as sql_types::Timestamp,
        most: i32 as Integer,
    } -> (PasscodeSql, Integer, FactsSql),
    concat!(
        "WITH subject AS ( \
             UPDATE passcodes SET try_count = try_count + 1, updated_at = {now} \
             WHERE id = {id} AND user_id IS NOT NULL AND email_id IS NOT NULL AND try_count < {most} \
               AND created_at + ttl * interval '1 second' >= {now} \
             RETURNING id, user_id, email_id, ttl, code, created_at, try_count) \
         SELECT subject.id, subject.user_id, subject.email_id, subject.ttl, subject.code, \
                subject.created_at, subject.try_count, ",
        facts_columns!(),
        " FROM subject ",
        facts_joins!()
    )
}

statement! {
    /// What decides about a login of this user with this address.
    ReadFacts {
        user_id: Uuid as sql_types::Uuid,
        email_id: Uuid as sql_types::Uuid,
    } -> FactsSql,
    concat!(
        "SELECT ",
        facts_columns!(),
        " FROM (SELECT id AS user_id, {email_id} AS email_id FROM users WHERE id = {user_id}) AS subject ",
        facts_joins!()
    )
}

statement! {
    /// When the passcode that lasts longest ends.
    LastEnd {} -> Nullable<sql_types::Timestamp>,
    "SELECT max(created_at + ttl * interval '1 second') FROM passcodes"
}

impl Passcodes for PgRepositories {
    #[tracing::instrument(level = "debug", name = "db.passcodes.add", skip_all)]
    fn add(&mut self, passcode: &Passcode) -> Result<bool, Fault> {
        let statement = diesel::insert_into(passcodes::table).values((
            passcodes::id.eq(passcode.id.as_uuid()),
            passcodes::user_id.eq(passcode.user_id.as_uuid()),
            passcodes::email_id.eq(passcode.email_id.as_uuid()),
            passcodes::ttl.eq(passcode.lifetime_seconds),
            passcodes::code.eq(passcode.code_hash.as_str()),
            passcodes::try_count.eq(0),
            passcodes::created_at.eq(stored(passcode.created_at)),
            passcodes::updated_at.eq(stored(passcode.created_at)),
        ));
        match self.attempt(|connection| statement.execute(connection)) {
            Ok(_) => Ok(true),
            Err(error) if is_foreign_key_violation(&error) => Ok(false),
            Err(error) => Err(fault(&error)),
        }
    }

    #[tracing::instrument(level = "debug", name = "db.passcodes.count_attempt", skip_all)]
    fn count_attempt(&mut self, id: PasscodeId, now: Timestamp) -> Result<Option<Attempt>, Fault> {
        let statement = CountAttempt { id: id.as_uuid(), now: stored(now), most: Passcode::MOST_ATTEMPTS };
        let row = self
            .run(|connection| statement.get_result::<(PasscodeRow, i32, FactsRow)>(connection).optional())?;
        Ok(row.map(|(passcode, number, facts)| {
            let passcode = Passcode::from(passcode);
            Attempt { number, facts: facts.about(passcode.user_id), passcode }
        }))
    }

    #[tracing::instrument(level = "debug", name = "db.passcodes.take_attempt_back", skip_all)]
    fn take_attempt_back(&mut self, id: PasscodeId, now: Timestamp) -> Result<(), Fault> {
        let counted =
            passcodes::table.filter(passcodes::id.eq(id.as_uuid())).filter(passcodes::try_count.gt(0));
        let statement = diesel::update(counted)
            .set((passcodes::try_count.eq(passcodes::try_count - 1), passcodes::updated_at.eq(stored(now))));
        self.run(|connection| statement.execute(connection))?;
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
        let statement = ReadFacts { user_id: user_id.as_uuid(), email_id: email_id.as_uuid() };
        let row = self.run(|connection| statement.get_result::<FactsRow>(connection).optional())?;
        Ok(row.map(|facts| facts.about(user_id)))
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
