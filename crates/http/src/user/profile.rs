//! The profile as the account sees it (contract 10.6, 10.7).

use inkan_domain::EmailId;
use inkan_domain::user::{Identity, Profile, ProfileEmail, Username};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::credential::{CredentialBody, CredentialRow};
use super::provider::ProviderNames;
use crate::settings::{MfaSettings, PublicSettings};
use crate::times::Rfc3339;

/// Knows what of a profile is shown.
pub(crate) struct ProfileView {
    passkey_enabled: bool,
    mfa: MfaSettings,
    providers: ProviderNames,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ProfileBody<'profile> {
    id: String,
    user_id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    emails: Vec<EmailBody<'profile>>,
    mfa_config: MfaConfig,
    created_at: Rfc3339,
    updated_at: Rfc3339,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    passkeys: Vec<CredentialBody<'profile>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    security_keys: Vec<CredentialBody<'profile>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<UsernameBody<'profile>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<MetadataBody>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identities: Vec<IdentityBody<'profile>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'profile str,
    #[serde(skip_serializing_if = "str::is_empty")]
    given_name: &'profile str,
    #[serde(skip_serializing_if = "str::is_empty")]
    family_name: &'profile str,
    #[serde(skip_serializing_if = "str::is_empty")]
    picture: &'profile str,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ProfileByIdBody<'profile> {
    #[serde(flatten)]
    profile: ProfileBody<'profile>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'profile str>,
    /// `null` when there are none.
    webauthn_credentials: Option<Vec<CredentialRow<'profile>>>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct EmailBody<'profile> {
    id: String,
    address: &'profile str,
    is_verified: bool,
    is_primary: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identities: Vec<IdentityBody<'profile>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<IdentityBody<'profile>>,
}

#[derive(Clone, Serialize, ToSchema)]
struct IdentityBody<'profile> {
    id: &'profile str,
    provider: &'profile str,
    identity_id: String,
}

#[derive(Serialize, ToSchema)]
struct MfaConfig {
    auth_app_set_up: bool,
    totp_enabled: bool,
    security_keys_enabled: bool,
}

/// The user name is an object in one operation and a text in the other.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum UsernameBody<'profile> {
    Text(&'profile str),
    Object { id: String, username: &'profile str, created_at: Rfc3339, updated_at: Rfc3339 },
}

#[derive(Serialize, ToSchema)]
struct MetadataBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    public_metadata: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unsafe_metadata: Option<Map<String, Value>>,
}

impl ProfileView {
    pub(crate) fn new(settings: &PublicSettings) -> Self {
        Self {
            passkey_enabled: settings.passkey_enabled,
            mfa: settings.mfa,
            providers: ProviderNames::new(settings.provider_names.clone()),
        }
    }

    /// The profile of `GET /me`.
    pub(crate) fn own<'profile>(&'profile self, profile: &'profile Profile) -> ProfileBody<'profile> {
        let credentials = |mfa_only: bool, is_shown: bool| {
            let credentials = profile.webauthn_credentials.iter();
            let shown = credentials.filter(move |credential| is_shown && credential.mfa_only == mfa_only);
            shown.map(CredentialBody::from).collect()
        };
        ProfileBody {
            id: profile.user_id.to_string(),
            user_id: profile.user_id.to_string(),
            emails: self.emails(profile),
            mfa_config: MfaConfig {
                auth_app_set_up: profile.totp.is_some(),
                totp_enabled: self.mfa.enabled && self.mfa.totp_enabled,
                security_keys_enabled: self.mfa.enabled && self.mfa.security_keys_enabled,
            },
            created_at: Rfc3339(profile.created_at),
            updated_at: Rfc3339(profile.updated_at),
            passkeys: credentials(false, self.passkey_enabled),
            security_keys: credentials(true, self.mfa.security_keys_enabled),
            username: profile.username.as_ref().map(username),
            metadata: metadata(profile),
            identities: profile.identities.iter().map(|identity| self.identity(identity)).collect(),
            name: profile.name.as_deref().unwrap_or_default(),
            given_name: profile.given_name.as_deref().unwrap_or_default(),
            family_name: profile.family_name.as_deref().unwrap_or_default(),
            picture: profile.picture.as_deref().unwrap_or_default(),
        }
    }

    /// The profile of `GET /users/:id`.
    pub(crate) fn by_id<'profile>(&'profile self, profile: &'profile Profile) -> ProfileByIdBody<'profile> {
        let row = |credential| CredentialRow::new(profile.user_id, credential);
        let rows: Vec<_> = profile.webauthn_credentials.iter().map(row).collect();
        let username = profile.username.as_ref().map(|name| UsernameBody::Text(&name.username));
        ProfileByIdBody {
            profile: ProfileBody { username, ..self.own(profile) },
            email: profile.primary_email().map(|email| email.address.as_str()),
            webauthn_credentials: (!rows.is_empty()).then_some(rows),
        }
    }

    /// The addresses of `GET /emails`.
    pub(crate) fn emails<'profile>(&'profile self, profile: &'profile Profile) -> Vec<EmailBody<'profile>> {
        profile.emails.iter().map(|email| self.email(profile, email)).collect()
    }

    fn email<'profile>(
        &'profile self,
        profile: &'profile Profile,
        email: &'profile ProfileEmail,
    ) -> EmailBody<'profile> {
        let identities = self.identities_of(profile, email.id);
        EmailBody {
            id: email.id.to_string(),
            address: email.address.as_str(),
            is_verified: email.is_verified,
            is_primary: email.is_primary,
            identity: identities.first().cloned(),
            identities,
        }
    }

    fn identities_of<'profile>(
        &'profile self,
        profile: &'profile Profile,
        email_id: EmailId,
    ) -> Vec<IdentityBody<'profile>> {
        let identities = profile.identities.iter();
        let matching = identities.filter(|identity| identity.email_id == Some(email_id));
        matching.map(|identity| self.identity(identity)).collect()
    }

    fn identity<'profile>(&'profile self, identity: &'profile Identity) -> IdentityBody<'profile> {
        IdentityBody {
            id: &identity.provider_user_id,
            provider: self.providers.name(&identity.provider_id),
            identity_id: identity.id.to_string(),
        }
    }
}

fn username(username: &Username) -> UsernameBody<'_> {
    UsernameBody::Object {
        id: username.id.to_string(),
        username: &username.username,
        created_at: Rfc3339(username.created_at),
        updated_at: Rfc3339(username.updated_at),
    }
}

/// Metadata of which something remains when the empty members are left out.
fn metadata(profile: &Profile) -> Option<MetadataBody> {
    let filled = |text: &Option<String>| {
        let object: Map<String, Value> = serde_json::from_str(text.as_deref()?).ok()?;
        (!object.is_empty()).then_some(object)
    };
    let body = MetadataBody {
        public_metadata: filled(&profile.public_metadata),
        unsafe_metadata: filled(&profile.unsafe_metadata),
    };
    (body.public_metadata.is_some() || body.unsafe_metadata.is_some()).then_some(body)
}

#[cfg(test)]
mod tests;
