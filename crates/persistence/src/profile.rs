//! An account with all that hangs on it, read by one statement.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::query_builder::{Query, QueryFragment, QueryId};
use diesel::sql_types::{Bool, Nullable, Text, Timestamp};
use diesel::{RunQueryDsl, pg::Pg, sql_types};
use inkan_domain::email::EmailAddress;
use inkan_domain::user::{Identity, Profile, ProfileEmail, Username, WebauthnCredential};
use inkan_domain::{EmailId, Fault, UserId};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};
use uuid::Uuid;

use crate::statement::statement;

/// Columns of the account itself, then lists as texts of JSON, then what there is at most one of.
type ProfileSql = (
    (sql_types::Uuid, Timestamp, Timestamp),
    (Nullable<Text>, Nullable<Text>, Nullable<Text>, Nullable<Text>),
    (Text, Nullable<Text>, Text, Text),
    Bool,
    Nullable<Text>,
    Nullable<Text>,
);

statement! {
    /// Everything that an account shows.
    ReadProfile { id: Uuid as sql_types::Uuid } -> ProfileSql,
    "SELECT account.id, account.created_at, account.updated_at, \
            account.name, account.given_name, account.family_name, account.picture, \
            (SELECT coalesce(json_agg(json_build_object( \
                        'id', email.id, 'address', email.address, 'verified', email.verified, \
                        'primary', main.id IS NOT NULL) ORDER BY email.created_at, email.id), '[]')::text \
             FROM emails email LEFT JOIN primary_emails main ON main.email_id = email.id \
             WHERE email.user_id = account.id), \
            (SELECT json_build_object('id', id, 'username', username, \
                        'created_at', created_at, 'updated_at', updated_at)::text \
             FROM usernames WHERE user_id = account.id AND username IS NOT NULL), \
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
                        'email_id', email_id) ORDER BY created_at, id), '[]')::text \
             FROM identities \
             WHERE user_id = account.id OR (user_id IS NULL AND email_id IN \
                   (SELECT email.id FROM emails email WHERE email.user_id = account.id))), \
            EXISTS (SELECT FROM otp_secrets WHERE user_id = account.id), \
            metadata.public_metadata, metadata.unsafe_metadata \
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
    lists: (String, Option<String>, String, String),
    has_totp: bool,
    public_metadata: Option<String>,
    unsafe_metadata: Option<String>,
}

impl TryFrom<ProfileRow> for Profile {
    type Error = Fault;

    fn try_from(row: ProfileRow) -> Result<Self, Fault> {
        let (user_id, created_at, updated_at) = row.account;
        let (name, given_name, family_name, picture) = row.names;
        let (emails, username, credentials, identities) = row.lists;
        let username = username.as_deref().map(parse::<UsernameJson>).transpose()?;
        Ok(Self {
            user_id: UserId::new(user_id),
            created_at: created_at.and_utc(),
            updated_at: updated_at.and_utc(),
            name,
            given_name,
            family_name,
            picture,
            emails: list::<EmailJson, _>(&emails)?,
            username: username.map(Into::into),
            webauthn_credentials: list::<CredentialJson, _>(&credentials)?,
            identities: list::<IdentityJson, _>(&identities)?,
            has_totp: row.has_totp,
            public_metadata: row.public_metadata,
            unsafe_metadata: row.unsafe_metadata,
        })
    }
}

fn list<J: DeserializeOwned, T: From<J>>(text: &str) -> Result<Vec<T>, Fault> {
    Ok(parse::<Vec<J>>(text)?.into_iter().map(T::from).collect())
}

/// Tells where the text is wrong, but not what is there.
fn parse<J: DeserializeOwned>(text: &str) -> Result<J, Fault> {
    serde_json::from_str(text).map_err(|error| {
        Fault::internal(format!("unexpected JSON from the database at column {}", error.column()))
    })
}

/// A time as JSON functions of the database write it: ISO 8601 without a zone.
struct Moment(NaiveDateTime);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Self).map_err(D::Error::custom)
    }
}

#[derive(serde::Deserialize)]
struct EmailJson {
    id: Uuid,
    address: String,
    verified: bool,
    primary: bool,
}

impl From<EmailJson> for ProfileEmail {
    fn from(json: EmailJson) -> Self {
        Self {
            id: EmailId::new(json.id),
            address: EmailAddress::stored(json.address),
            is_verified: json.verified,
            is_primary: json.primary,
        }
    }
}

#[derive(serde::Deserialize)]
struct UsernameJson {
    id: Uuid,
    username: String,
    created_at: Moment,
    updated_at: Moment,
}

impl From<UsernameJson> for Username {
    fn from(json: UsernameJson) -> Self {
        Self {
            id: json.id,
            username: json.username,
            created_at: json.created_at.0.and_utc(),
            updated_at: json.updated_at.0.and_utc(),
        }
    }
}

#[derive(serde::Deserialize)]
struct CredentialJson {
    id: String,
    name: Option<String>,
    public_key: String,
    attestation_type: String,
    aaguid: Uuid,
    sign_count: i32,
    last_used_at: Option<Moment>,
    created_at: Moment,
    updated_at: Moment,
    transports: Vec<(String, String)>,
    backup_eligible: bool,
    backup_state: bool,
    mfa_only: bool,
}

impl From<CredentialJson> for WebauthnCredential {
    fn from(json: CredentialJson) -> Self {
        Self {
            id: json.id,
            name: json.name,
            public_key: json.public_key,
            attestation_type: json.attestation_type,
            aaguid: json.aaguid,
            sign_count: json.sign_count,
            last_used_at: json.last_used_at.map(|moment| moment.0.and_utc()),
            created_at: json.created_at.0.and_utc(),
            updated_at: json.updated_at.0.and_utc(),
            transports: json.transports,
            backup_eligible: json.backup_eligible,
            backup_state: json.backup_state,
            mfa_only: json.mfa_only,
        }
    }
}

#[derive(serde::Deserialize)]
struct IdentityJson {
    id: Uuid,
    provider_id: String,
    provider_user_id: String,
    email_id: Option<Uuid>,
}

impl From<IdentityJson> for Identity {
    fn from(json: IdentityJson) -> Self {
        Self {
            id: json.id,
            provider_id: json.provider_id,
            provider_user_id: json.provider_user_id,
            email_id: json.email_id.map(EmailId::new),
        }
    }
}
