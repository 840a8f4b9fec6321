//! Addresses.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text, Timestamp};
use diesel::{dsl::exists, sql_types};
use inkan_domain::email::{Email, EmailAddress, Emails, NewEmail};
use inkan_domain::{EmailId, Fault, UserId};
use uuid::Uuid;

use crate::repositories::{PgRepositories, stored};
use crate::schema::{emails, primary_emails};
use crate::statement::statement;

/// Columns of an address in the order of [`EmailRow`].
pub(crate) type EmailSql =
    (sql_types::Uuid, Nullable<sql_types::Uuid>, Text, Bool, Bool, Timestamp, Timestamp);

/// An address as stored.
#[derive(Queryable)]
pub(crate) struct EmailRow {
    id: Uuid,
    user_id: Option<Uuid>,
    address: String,
    is_verified: bool,
    is_primary: bool,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl From<EmailRow> for Email {
    fn from(row: EmailRow) -> Self {
        Self {
            id: EmailId::new(row.id),
            user_id: row.user_id.map(UserId::new),
            address: EmailAddress::stored(row.address),
            is_verified: row.is_verified,
            is_primary: row.is_primary,
            created_at: row.created_at.and_utc(),
            updated_at: row.updated_at.and_utc(),
        }
    }
}

statement! {
    /// Inserts an address or takes the row that is there; of an unowned row, the owner is set.
    Reserve {
        id: Uuid as sql_types::Uuid,
        user_id: Option<Uuid> as Nullable<sql_types::Uuid>,
        address: String as Text,
        now: NaiveDateTime as Timestamp,
    } -> EmailSql,
    "INSERT INTO emails AS present (id, user_id, address, verified, created_at, updated_at) \
     VALUES ({id}, {user_id}, {address}, false, {now}, {now}) \
     ON CONFLICT (address) DO UPDATE SET \
         user_id = coalesce(present.user_id, excluded.user_id), \
         updated_at = CASE WHEN present.user_id IS NULL AND excluded.user_id IS NOT NULL \
                           THEN excluded.updated_at ELSE present.updated_at END \
     RETURNING id, user_id, address, verified, \
         EXISTS (SELECT FROM primary_emails main WHERE main.email_id = present.id), created_at, updated_at"
}

statement! {
    /// Makes an address the primary one of a user who has none. Primary rows have ids that nobody refers to,
    /// so the database draws them.
    MakeFirstPrimary {
        id: Uuid as sql_types::Uuid,
        user_id: Uuid as sql_types::Uuid,
        now: NaiveDateTime as Timestamp,
    } -> (),
    "INSERT INTO primary_emails (id, email_id, user_id, created_at, updated_at) \
     SELECT gen_random_uuid(), email.id, {user_id}, {now}, {now} FROM emails email WHERE email.id = {id} \
     ON CONFLICT DO NOTHING"
}

/// Columns of an address for statements of `diesel`.
#[diesel::dsl::auto_type(no_type_alias)]
fn columns() -> _ {
    let main = primary_emails::table.filter(primary_emails::email_id.eq(emails::id));
    (
        emails::id,
        emails::user_id,
        emails::address,
        emails::verified,
        exists(main),
        emails::created_at,
        emails::updated_at,
    )
}

impl Emails for PgRepositories {
    #[tracing::instrument(level = "debug", name = "db.emails.find", skip_all)]
    fn find(&mut self, id: EmailId) -> Result<Option<Email>, Fault> {
        let statement = emails::table.find(id.as_uuid()).select(columns());
        let row = self.run(|connection| statement.get_result::<EmailRow>(connection).optional())?;
        Ok(row.map(Into::into))
    }

    #[tracing::instrument(level = "debug", name = "db.emails.find_by_address", skip_all)]
    fn find_by_address(&mut self, address: &EmailAddress) -> Result<Option<Email>, Fault> {
        let statement = emails::table.filter(emails::address.eq(address.as_str())).select(columns());
        let row = self.run(|connection| statement.get_result::<EmailRow>(connection).optional())?;
        Ok(row.map(Into::into))
    }

    #[tracing::instrument(level = "debug", name = "db.emails.count_owned", skip_all)]
    fn count_owned(&mut self, user_id: UserId) -> Result<i64, Fault> {
        let statement = emails::table.filter(emails::user_id.eq(user_id.as_uuid())).count();
        self.run(|connection| statement.get_result(connection))
    }

    #[tracing::instrument(level = "debug", name = "db.emails.reserve", skip_all)]
    fn reserve(&mut self, email: &NewEmail) -> Result<Email, Fault> {
        let statement = Reserve {
            id: email.id.as_uuid(),
            user_id: email.user_id.map(|id| id.as_uuid()),
            address: email.address.as_str().to_owned(),
            now: stored(email.now),
        };
        self.run(|connection| statement.get_result::<EmailRow>(connection)).map(Into::into)
    }

    #[tracing::instrument(level = "debug", name = "db.emails.prove", skip_all)]
    fn prove(&mut self, id: EmailId, user_id: UserId, now: inkan_domain::Timestamp) -> Result<bool, Fault> {
        let is_free = emails::user_id.is_null().or(emails::user_id.eq(user_id.as_uuid()));
        let row = emails::table.filter(emails::id.eq(id.as_uuid())).filter(is_free.assume_not_null());
        let statement = diesel::update(row).set((
            emails::user_id.eq(user_id.as_uuid()),
            emails::verified.eq(true),
            emails::updated_at.eq(stored(now)),
        ));
        self.run(|connection| statement.execute(connection)).map(|count| count > 0)
    }

    #[tracing::instrument(level = "debug", name = "db.emails.make_first_primary", skip_all)]
    fn make_first_primary(
        &mut self,
        id: EmailId,
        user_id: UserId,
        now: inkan_domain::Timestamp,
    ) -> Result<bool, Fault> {
        let statement = MakeFirstPrimary { id: id.as_uuid(), user_id: user_id.as_uuid(), now: stored(now) };
        self.run(|connection| statement.execute(connection)).map(|count| count > 0)
    }

    #[tracing::instrument(level = "debug", name = "db.emails.make_primary", skip_all)]
    fn make_primary(
        &mut self,
        id: EmailId,
        user_id: UserId,
        mark: Uuid,
        now: inkan_domain::Timestamp,
    ) -> Result<(), Fault> {
        let (email, time) = (primary_emails::email_id.eq(id.as_uuid()), stored(now));
        let statement = diesel::insert_into(primary_emails::table)
            .values((
                primary_emails::id.eq(mark),
                email,
                primary_emails::user_id.eq(user_id.as_uuid()),
                primary_emails::created_at.eq(time),
                primary_emails::updated_at.eq(time),
            ))
            .on_conflict(primary_emails::user_id)
            .do_update()
            .set((email, primary_emails::updated_at.eq(time)));
        self.run(|connection| statement.execute(connection))?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", name = "db.emails.remove", skip_all)]
    fn remove(&mut self, id: EmailId) -> Result<(), Fault> {
        let statement = diesel::delete(emails::table.find(id.as_uuid()));
        self.run(|connection| statement.execute(connection))?;
        Ok(())
    }
}
