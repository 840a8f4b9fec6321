//! Accounts.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types;
use inkan_domain::email::EmailAddress;
use inkan_domain::user::{FoundUser, Profile, UserWithPrimaryEmail, Users};
use inkan_domain::{EmailId, Fault, Timestamp, UserId};
use uuid::Uuid;

use crate::emails::{EmailRow, EmailSql};
use crate::profile::{self, ProfileRow};
use crate::repositories::{PgRepositories, stored};
use crate::schema::{emails, otp_secrets, primary_emails, usernames, users, webauthn_credentials};
use crate::statement::statement;

statement! {
    /// An account and its primary address.
    UserWithPrimary { id: Uuid as sql_types::Uuid } -> (sql_types::Uuid, sql_types::Nullable<EmailSql>),
    "SELECT account.id, \
            email.id, email.user_id, email.address, email.verified, true, email.created_at, email.updated_at \
     FROM users account \
     LEFT JOIN primary_emails main ON main.user_id = account.id \
     LEFT JOIN emails email ON email.id = main.email_id \
     WHERE account.id = {id}"
}

impl Users for PgRepositories {
    #[tracing::instrument(level = "debug", name = "db.users.add", skip_all)]
    fn add(&mut self, id: UserId, now: Timestamp) -> Result<(), Fault> {
        let times = (users::created_at.eq(stored(now)), users::updated_at.eq(stored(now)));
        let statement = diesel::insert_into(users::table).values((users::id.eq(id.as_uuid()), times));
        self.run(|connection| statement.execute(connection))?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", name = "db.users.add_if_new", skip_all)]
    fn add_if_new(&mut self, id: UserId, created_at: Timestamp, now: Timestamp) -> Result<bool, Fault> {
        let times = (users::created_at.eq(stored(created_at)), users::updated_at.eq(stored(now)));
        let statement = diesel::insert_into(users::table)
            .values((users::id.eq(id.as_uuid()), times))
            .on_conflict(users::id)
            .do_nothing();
        self.run(|connection| statement.execute(connection)).map(|count| count > 0)
    }

    #[tracing::instrument(level = "debug", name = "db.users.add_username", skip_all)]
    fn add_username(&mut self, id: UserId, username: &str, row: Uuid, now: Timestamp) -> Result<bool, Fault> {
        let statement = diesel::insert_into(usernames::table)
            .values((
                usernames::id.eq(row),
                usernames::user_id.eq(id.as_uuid()),
                usernames::username.eq(username),
                usernames::created_at.eq(stored(now)),
                usernames::updated_at.eq(stored(now)),
            ))
            .on_conflict(usernames::username)
            .do_nothing();
        self.run(|connection| statement.execute(connection)).map(|count| count > 0)
    }

    /// The lock leaves room for foreign keys: others may insert rows that refer to the account.
    #[tracing::instrument(level = "debug", name = "db.users.lock", skip_all)]
    fn lock(&mut self, id: UserId) -> Result<bool, Fault> {
        let statement = users::table.find(id.as_uuid()).select(users::id).for_no_key_update();
        let found = self.run(|connection| statement.get_result::<Uuid>(connection).optional())?;
        Ok(found.is_some())
    }

    #[tracing::instrument(level = "debug", name = "db.users.with_primary_email", skip_all)]
    fn with_primary_email(&mut self, id: UserId) -> Result<Option<UserWithPrimaryEmail>, Fault> {
        let statement = UserWithPrimary { id: id.as_uuid() };
        let row =
            self.run(|connection| statement.get_result::<(Uuid, Option<EmailRow>)>(connection).optional())?;
        Ok(row.map(|(user_id, email)| UserWithPrimaryEmail {
            user_id: UserId::new(user_id),
            primary_email: email.map(Into::into),
        }))
    }

    #[tracing::instrument(level = "debug", name = "db.users.find_by_email", skip_all)]
    fn find_by_email(&mut self, address: &EmailAddress) -> Result<Option<FoundUser>, Fault> {
        let credentials =
            webauthn_credentials::table.filter(webauthn_credentials::user_id.nullable().eq(emails::user_id));
        let statement = emails::table
            .filter(emails::address.eq(address.as_str()))
            .filter(emails::user_id.is_not_null())
            .select((emails::user_id.assume_not_null(), emails::id, emails::verified, exists(credentials)));
        let row =
            self.run(|connection| statement.get_result::<(Uuid, Uuid, bool, bool)>(connection).optional())?;
        Ok(row.map(|(user_id, email_id, is_verified, has_webauthn_credential)| FoundUser {
            user_id: UserId::new(user_id),
            email_id: EmailId::new(email_id),
            is_verified,
            has_webauthn_credential,
        }))
    }

    #[tracing::instrument(level = "debug", name = "db.users.profile", skip_all)]
    fn profile(&mut self, id: UserId) -> Result<Option<Profile>, Fault> {
        let row =
            self.run(|connection| profile::statement(id).get_result::<ProfileRow>(connection).optional())?;
        row.map(Profile::try_from).transpose()
    }

    /// The mark goes first, since it keeps the address that the account's end takes with it.
    #[tracing::instrument(level = "debug", name = "db.users.remove", skip_all)]
    fn remove(&mut self, id: UserId) -> Result<(), Fault> {
        let marks = primary_emails::table.filter(primary_emails::user_id.eq(id.as_uuid()));
        self.run(|connection| diesel::delete(marks).execute(connection))?;
        self.run(|connection| diesel::delete(users::table.find(id.as_uuid())).execute(connection))?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", name = "db.users.any_second_factor", skip_all)]
    fn any_second_factor(&mut self) -> Result<bool, Fault> {
        let mfa_only = webauthn_credentials::table.filter(webauthn_credentials::mfa_only);
        let statement =
            diesel::select(exists(otp_secrets::table.select(otp_secrets::id)).or(exists(mfa_only)));
        self.run(|connection| statement.get_result(connection))
    }
}
