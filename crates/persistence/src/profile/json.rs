//! Parts of an account as the database writes them in JSON.

use chrono::NaiveDateTime;
use inkan_domain::email::EmailAddress;
use inkan_domain::user::{CredentialRow, Identity, ProfileEmail, Username, WebauthnCredential};
use inkan_domain::{EmailId, Timestamp};
use serde::de::{Deserialize, Deserializer, Error};
use uuid::Uuid;

/// A time as JSON functions of the database write it: ISO 8601 without a zone.
struct Moment(NaiveDateTime);

impl Moment {
    const fn utc(&self) -> Timestamp {
        self.0.and_utc()
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Self).map_err(D::Error::custom)
    }
}

#[derive(serde::Deserialize)]
pub(super) struct EmailJson {
    id: Uuid,
    address: String,
    verified: bool,
    primary: bool,
    created_at: Moment,
    updated_at: Moment,
}

impl From<EmailJson> for ProfileEmail {
    fn from(json: EmailJson) -> Self {
        Self {
            id: EmailId::new(json.id),
            address: EmailAddress::stored(json.address),
            is_verified: json.verified,
            is_primary: json.primary,
            created_at: json.created_at.utc(),
            updated_at: json.updated_at.utc(),
        }
    }
}

#[derive(serde::Deserialize)]
pub(super) struct UsernameJson {
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
            created_at: json.created_at.utc(),
            updated_at: json.updated_at.utc(),
        }
    }
}

#[derive(serde::Deserialize)]
pub(super) struct CredentialRowJson {
    id: Uuid,
    created_at: Moment,
    updated_at: Moment,
}

impl From<CredentialRowJson> for CredentialRow {
    fn from(json: CredentialRowJson) -> Self {
        Self { id: json.id, created_at: json.created_at.utc(), updated_at: json.updated_at.utc() }
    }
}

#[derive(serde::Deserialize)]
pub(super) struct CredentialJson {
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
            last_used_at: json.last_used_at.map(|moment| moment.utc()),
            created_at: json.created_at.utc(),
            updated_at: json.updated_at.utc(),
            transports: json.transports,
            backup_eligible: json.backup_eligible,
            backup_state: json.backup_state,
            mfa_only: json.mfa_only,
        }
    }
}

#[derive(serde::Deserialize)]
pub(super) struct IdentityJson {
    id: Uuid,
    provider_id: String,
    provider_user_id: String,
    email_id: Option<Uuid>,
    created_at: Moment,
    updated_at: Moment,
}

impl From<IdentityJson> for Identity {
    fn from(json: IdentityJson) -> Self {
        Self {
            id: json.id,
            provider_id: json.provider_id,
            provider_user_id: json.provider_user_id,
            email_id: json.email_id.map(EmailId::new),
            created_at: json.created_at.utc(),
            updated_at: json.updated_at.utc(),
        }
    }
}
