//! What decides about a login with a right code.

use diesel::prelude::*;
use diesel::sql_types::{self, BigInt, Bool, Nullable};
use inkan_domain::passcode::LoginFacts;
use inkan_domain::{EmailId, Fault, UserId};
use uuid::Uuid;

use crate::emails::{EmailRow, EmailSql};
use crate::repositories::PgRepositories;
use crate::statement::statement;

pub(crate) type FactsSql = (EmailSql, Nullable<EmailSql>, BigInt, Bool);

#[derive(Queryable)]
pub(crate) struct FactsRow {
    email: EmailRow,
    primary_email: Option<EmailRow>,
    owned_emails: i64,
    has_other_credentials: bool,
}

impl FactsRow {
    pub(crate) fn about(self, user_id: UserId) -> LoginFacts {
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

pub(crate) use {facts_columns, facts_joins};

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

/// Reads the facts as they are now; `None` when user or address are gone.
pub(crate) fn read(
    repositories: &mut PgRepositories,
    user_id: UserId,
    email_id: EmailId,
) -> Result<Option<LoginFacts>, Fault> {
    let statement = ReadFacts { user_id: user_id.as_uuid(), email_id: email_id.as_uuid() };
    let row = repositories.run(|connection| statement.get_result::<FactsRow>(connection).optional())?;
    Ok(row.map(|facts| facts.about(user_id)))
}
