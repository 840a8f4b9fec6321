//! An account with all that hangs on it, read by one statement.

mod json;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::query_builder::{Query, QueryFragment, QueryId};
use diesel::sql_types::{Nullable, Text, Timestamp};
use diesel::{RunQueryDsl, pg::Pg, sql_types};
use inkan_domain::user::Profile;
use inkan_domain::{Fault, UserId};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::statement::statement;
use json::{CredentialJson, CredentialRowJson, EmailJson, IdentityJson, UsernameJson};

/// Columns of the account itself, then lists as texts of JSON, then what there is at most one of as texts of
/// JSON objects: user name, TOTP secret, password, and the three kinds of metadata.
type ProfileSql = (
    (sql_types::Uuid, Timestamp, Timestamp),
    (Nullable<Text>, Nullable<Text>, Nullable<Text>, Nullable<Text>),
    (Text, Text, Text),
    (Nullable<Text>, Nullable<Text>, Nullable<Text>),
    (Nullable<Text>, Nullable<Text>, Nullable<Text>),
);

statement! {
    /// Everything that an account shows.
    ReadProfile { id: Uuid as sql_types::Uuid } -> ProfileSql,
    "SELECT account.id, account.created_at, account.updated_at, \
            account.name, account.given_name, account.family_name, account.picture, \
            (SELECT coalesce(json_agg(json_build_object( \
                        'id', email.id, 'address', email.address, 'verified', email.verified, \
                        'primary', main.id IS NOT NULL, 'created_at', email.created_at, \
                        'updated_at', email.updated_at) ORDER BY email.created_at, email.id), '[]')::text \
             FROM emails email LEFT JOIN primary_emails main ON main.email_id = email.id \
             WHERE email.user_id = account.id), \
            (SELECT coalesce(json_agg(json_build_object( \
                        'id', id, 'name', name, 'public_key', public_key, \
                        'attestation_type', attestation_type, 'aaguid', aaguid, \
                        'sign_count', sign_count, 'last_used_at', last_used_at, \
                        'created_at', created_at, 'updated_at', updated_at, \
                        'backup_eligible', backup_eligible, 'backup_state', backup_state, \
                        'mfa_only', mfa_only, 'transports', \
                        (SELECT coalesce(json_agg(json_build_array(transport.id, transport.name) \
                                    ORDER BY transport.name), '[]') \
                         FROM webauthn_credential_transports transport \
                         WHERE transport.webauthn_credential_id = credential.id)) \
                    ORDER BY created_at, id), '[]')::text \
             FROM webauthn_credentials credential WHERE user_id = account.id), \
            (SELECT coalesce(json_agg(json_build_object( \
                        'id', id, 'provider_id', provider_id, 'provider_user_id', provider_user_id, \
                        'email_id', email_id, 'created_at', created_at, 'updated_at', updated_at) \
                    ORDER BY created_at, id), '[]')::text \
             FROM identities \
             WHERE user_id = account.id OR (user_id IS NULL AND email_id IN \
                   (SELECT email.id FROM emails email WHERE email.user_id = account.id))), \
            (SELECT json_build_object('id', id, 'username', username, \
                        'created_at', created_at, 'updated_at', updated_at)::text \
             FROM usernames WHERE user_id = account.id AND username IS NOT NULL), \
            (SELECT json_build_object('id', id, 'created_at', created_at, 'updated_at', updated_at)::text \
             FROM otp_secrets WHERE user_id = account.id), \
            (SELECT json_build_object('id', id, 'created_at', created_at, 'updated_at', updated_at)::text \
             FROM password_credentials WHERE user_id = account.id), \
            metadata.public_metadata, metadata.private_metadata, metadata.unsafe_metadata \
     FROM users account LEFT JOIN user_metadata metadata ON metadata.user_id = account.id \
     WHERE account.id = {id}"
}

/// The statement that reads the profile of one account.
pub(crate) fn statement(
    id: UserId,
) -> impl Query<SqlType = ProfileSql> + QueryFragment<Pg> + QueryId + RunQueryDsl<PgConnection> {
    ReadProfile { id: id.as_uuid() }
}

/// The account as the statement tells it.
#[derive(Queryable)]
pub(crate) struct ProfileRow {
    account: (Uuid, NaiveDateTime, NaiveDateTime),
    names: (Option<String>, Option<String>, Option<String>, Option<String>),
    lists: (String, String, String),
    singles: (Option<String>, Option<String>, Option<String>),
    metadata: (Option<String>, Option<String>, Option<String>),
}

impl TryFrom<ProfileRow> for Profile {
    type Error = Fault;

    fn try_from(row: ProfileRow) -> Result<Self, Fault> {
        let (user_id, created_at, updated_at) = row.account;
        let (name, given_name, family_name, picture) = row.names;
        let (emails, credentials, identities) = row.lists;
        let (username, totp, password) = row.singles;
        let (public_metadata, private_metadata, unsafe_metadata) = row.metadata;
        Ok(Self {
            user_id: UserId::new(user_id),
            created_at: created_at.and_utc(),
            updated_at: updated_at.and_utc(),
            name,
            given_name,
            family_name,
            picture,
            emails: list::<EmailJson, _>(&emails)?,
            username: single::<UsernameJson, _>(username.as_deref())?,
            webauthn_credentials: list::<CredentialJson, _>(&credentials)?,
            identities: list::<IdentityJson, _>(&identities)?,
            totp: single::<CredentialRowJson, _>(totp.as_deref())?,
            password: single::<CredentialRowJson, _>(password.as_deref())?,
            public_metadata,
            private_metadata,
            unsafe_metadata,
        })
    }
}

fn list<J: DeserializeOwned, T: From<J>>(text: &str) -> Result<Vec<T>, Fault> {
    Ok(parse::<Vec<J>>(text)?.into_iter().map(T::from).collect())
}

fn single<J: DeserializeOwned, T: From<J>>(text: Option<&str>) -> Result<Option<T>, Fault> {
    text.map(|text| parse::<J>(text).map(T::from)).transpose()
}

/// Tells where the text is wrong, but not what is there.
fn parse<J: DeserializeOwned>(text: &str) -> Result<J, Fault> {
    serde_json::from_str(text).map_err(|error| {
        Fault::internal(format!("unexpected JSON from the database at column {}", error.column()))
    })
}
