//! An account as administrators see it (admin-api.md, "The user object").

use inkan_domain::user::{CredentialRow, Identity, Profile, ProfileEmail, Username};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::times::Rfc3339;
use crate::user::CredentialBody;

#[derive(Serialize)]
pub(super) struct UserObject<'profile> {
    id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    webauthn_credentials: Vec<CredentialBody<'profile>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    emails: Vec<EmailObject<'profile>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<UsernameObject<'profile>>,
    created_at: Rfc3339,
    updated_at: Rfc3339,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<PasswordObject>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identities: Vec<IdentityObject<'profile>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    otp: Option<OtpObject>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<MetadataObject<'profile>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    given_name: &'profile str,
    #[serde(skip_serializing_if = "str::is_empty")]
    family_name: &'profile str,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'profile str,
    #[serde(skip_serializing_if = "str::is_empty")]
    picture: &'profile str,
}

#[derive(Serialize)]
struct EmailObject<'profile> {
    id: String,
    address: &'profile str,
    is_verified: bool,
    is_primary: bool,
    created_at: Rfc3339,
    updated_at: Rfc3339,
}

#[derive(Serialize)]
struct UsernameObject<'profile> {
    id: String,
    username: &'profile str,
    created_at: Rfc3339,
    updated_at: Rfc3339,
}

#[derive(Serialize)]
struct PasswordObject {
    id: String,
    created_at: Rfc3339,
    updated_at: Rfc3339,
}

#[derive(Serialize)]
struct OtpObject {
    id: String,
    created_at: Rfc3339,
}

#[derive(Serialize)]
struct IdentityObject<'profile> {
    id: String,
    /// The id at the provider.
    provider_id: &'profile str,
    /// The provider.
    provider_name: &'profile str,
    email_id: String,
    created_at: Rfc3339,
    updated_at: Rfc3339,
}

/// Each member as it is stored, to the spelling of its numbers.
#[derive(Serialize)]
struct MetadataObject<'profile> {
    #[serde(rename = "public_metadata", skip_serializing_if = "Option::is_none")]
    public: Option<&'profile RawValue>,
    #[serde(rename = "private_metadata", skip_serializing_if = "Option::is_none")]
    private: Option<&'profile RawValue>,
    #[serde(rename = "unsafe_metadata", skip_serializing_if = "Option::is_none")]
    r#unsafe: Option<&'profile RawValue>,
}

impl<'profile> From<&'profile Profile> for UserObject<'profile> {
    fn from(profile: &'profile Profile) -> Self {
        let credentials = profile.webauthn_credentials.iter().map(CredentialBody::from);
        Self {
            id: profile.user_id.to_string(),
            webauthn_credentials: credentials.map(CredentialBody::for_administrators).collect(),
            emails: profile.emails.iter().map(EmailObject::from).collect(),
            username: profile.username.as_ref().map(UsernameObject::from),
            created_at: Rfc3339(profile.created_at),
            updated_at: Rfc3339(profile.updated_at),
            password: profile.password.map(PasswordObject::from),
            identities: profile.identities.iter().filter_map(IdentityObject::of).collect(),
            otp: profile.totp.map(OtpObject::from),
            metadata: MetadataObject::of(profile),
            given_name: profile.given_name.as_deref().unwrap_or_default(),
            family_name: profile.family_name.as_deref().unwrap_or_default(),
            name: profile.name.as_deref().unwrap_or_default(),
            picture: profile.picture.as_deref().unwrap_or_default(),
        }
    }
}

impl<'profile> From<&'profile ProfileEmail> for EmailObject<'profile> {
    fn from(email: &'profile ProfileEmail) -> Self {
        Self {
            id: email.id.to_string(),
            address: email.address.as_str(),
            is_verified: email.is_verified,
            is_primary: email.is_primary,
            created_at: Rfc3339(email.created_at),
            updated_at: Rfc3339(email.updated_at),
        }
    }
}

impl<'profile> From<&'profile Username> for UsernameObject<'profile> {
    fn from(username: &'profile Username) -> Self {
        Self {
            id: username.id.to_string(),
            username: &username.username,
            created_at: Rfc3339(username.created_at),
            updated_at: Rfc3339(username.updated_at),
        }
    }
}

impl From<CredentialRow> for PasswordObject {
    fn from(row: CredentialRow) -> Self {
        let (created_at, updated_at) = (Rfc3339(row.created_at), Rfc3339(row.updated_at));
        Self { id: row.id.to_string(), created_at, updated_at }
    }
}

impl From<CredentialRow> for OtpObject {
    fn from(row: CredentialRow) -> Self {
        Self { id: row.id.to_string(), created_at: Rfc3339(row.created_at) }
    }
}

impl<'profile> IdentityObject<'profile> {
    /// An identity that hangs on an address; others are not shown.
    fn of(identity: &'profile Identity) -> Option<Self> {
        Some(Self {
            id: identity.id.to_string(),
            provider_id: &identity.provider_user_id,
            provider_name: &identity.provider_id,
            email_id: identity.email_id?.to_string(),
            created_at: Rfc3339(identity.created_at),
            updated_at: Rfc3339(identity.updated_at),
        })
    }
}

impl<'profile> MetadataObject<'profile> {
    /// The members that are not empty, if there are any.
    fn of(profile: &'profile Profile) -> Option<Self> {
        let filled = |text: &'profile Option<String>| {
            let value: &RawValue = serde_json::from_str(text.as_deref()?).ok()?;
            let inner = value.get().strip_prefix('{')?.strip_suffix('}')?;
            (!inner.trim().is_empty()).then_some(value)
        };
        let object = Self {
            public: filled(&profile.public_metadata),
            private: filled(&profile.private_metadata),
            r#unsafe: filled(&profile.unsafe_metadata),
        };
        let is_filled = [object.public, object.private, object.r#unsafe].iter().any(Option::is_some);
        is_filled.then_some(object)
    }
}

#[cfg(test)]
mod tests;
