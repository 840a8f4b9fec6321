//! An account in an event: the user object of admin-api.md, and who asked for the change.

use inkan_domain::Caller;
use inkan_domain::user::{CredentialRow, Identity, Profile, ProfileEmail, Username};
use inkan_domain::webhook::WebhookSubject;
use serde::Serialize;

use crate::credential::CredentialBody;
use crate::metadata::MetadataBody;
use crate::times::Rfc3339;

/// Members without content are left out.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum UserBody<'data> {
    Bare(BareUser),
    Whole(Box<WholeUser<'data>>),
}

/// An account that has nothing yet.
#[derive(Serialize)]
pub(crate) struct BareUser {
    id: String,
    created_at: Rfc3339,
    updated_at: Rfc3339,
}

#[derive(Serialize)]
pub(crate) struct WholeUser<'data> {
    id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    webauthn_credentials: Vec<CredentialBody<'data>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    emails: Vec<EmailBody<'data>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<UsernameBody<'data>>,
    created_at: Rfc3339,
    updated_at: Rfc3339,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<PasswordBody>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identities: Vec<IdentityBody<'data>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    otp: Option<OtpBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<MetadataBody<'data>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    given_name: &'data str,
    #[serde(skip_serializing_if = "str::is_empty")]
    family_name: &'data str,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'data str,
    #[serde(skip_serializing_if = "str::is_empty")]
    picture: &'data str,
    #[serde(skip_serializing_if = "str::is_empty")]
    ip_address: &'data str,
    #[serde(skip_serializing_if = "str::is_empty")]
    user_agent: &'data str,
}

#[derive(Serialize)]
struct EmailBody<'data> {
    id: String,
    address: &'data str,
    is_verified: bool,
    is_primary: bool,
    created_at: Rfc3339,
    updated_at: Rfc3339,
}

#[derive(Serialize)]
struct UsernameBody<'data> {
    id: String,
    username: &'data str,
    created_at: Rfc3339,
    updated_at: Rfc3339,
}

#[derive(Serialize)]
struct PasswordBody {
    id: String,
    created_at: Rfc3339,
    updated_at: Rfc3339,
}

#[derive(Serialize)]
struct OtpBody {
    id: String,
    created_at: Rfc3339,
}

#[derive(Serialize)]
struct IdentityBody<'data> {
    id: String,
    /// The id at the provider.
    provider_id: &'data str,
    /// The provider.
    provider_name: &'data str,
    email_id: String,
    created_at: Rfc3339,
    updated_at: Rfc3339,
}

impl<'data> UserBody<'data> {
    pub(crate) fn new(profile: &'data Profile, subject: WebhookSubject<'data>) -> Self {
        match subject {
            WebhookSubject::Bare => Self::Bare(BareUser::from(profile)),
            WebhookSubject::WithoutCaller => Self::Whole(Box::new(WholeUser::from(profile))),
            WebhookSubject::ByCaller(caller) => {
                Self::Whole(Box::new(WholeUser::from(profile).asked_by(caller)))
            }
        }
    }
}

impl From<&Profile> for BareUser {
    fn from(profile: &Profile) -> Self {
        let (created_at, updated_at) = (Rfc3339(profile.created_at), Rfc3339(profile.updated_at));
        Self { id: profile.user_id.to_string(), created_at, updated_at }
    }
}

impl<'data> WholeUser<'data> {
    fn asked_by(self, caller: &'data Caller) -> Self {
        Self { ip_address: &caller.ip_address, user_agent: &caller.user_agent, ..self }
    }
}

impl<'data> From<&'data Profile> for WholeUser<'data> {
    fn from(profile: &'data Profile) -> Self {
        let text = |text: &'data Option<String>| text.as_deref().unwrap_or_default();
        Self {
            id: profile.user_id.to_string(),
            webauthn_credentials: profile.webauthn_credentials.iter().map(CredentialBody::from).collect(),
            emails: profile.emails.iter().map(EmailBody::from).collect(),
            username: profile.username.as_ref().map(UsernameBody::from),
            created_at: Rfc3339(profile.created_at),
            updated_at: Rfc3339(profile.updated_at),
            password: profile.password.map(PasswordBody::from),
            identities: profile.identities.iter().filter_map(IdentityBody::of).collect(),
            otp: profile.totp.map(OtpBody::from),
            metadata: MetadataBody::of(profile),
            given_name: text(&profile.given_name),
            family_name: text(&profile.family_name),
            name: text(&profile.name),
            picture: text(&profile.picture),
            ip_address: "",
            user_agent: "",
        }
    }
}

impl<'data> From<&'data ProfileEmail> for EmailBody<'data> {
    fn from(email: &'data ProfileEmail) -> Self {
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

impl<'data> From<&'data Username> for UsernameBody<'data> {
    fn from(username: &'data Username) -> Self {
        Self {
            id: username.id.to_string(),
            username: &username.username,
            created_at: Rfc3339(username.created_at),
            updated_at: Rfc3339(username.updated_at),
        }
    }
}

impl From<CredentialRow> for PasswordBody {
    fn from(row: CredentialRow) -> Self {
        let (created_at, updated_at) = (Rfc3339(row.created_at), Rfc3339(row.updated_at));
        Self { id: row.id.to_string(), created_at, updated_at }
    }
}

impl From<CredentialRow> for OtpBody {
    fn from(row: CredentialRow) -> Self {
        Self { id: row.id.to_string(), created_at: Rfc3339(row.created_at) }
    }
}

impl<'data> IdentityBody<'data> {
    /// Only identities that hang on an address are told.
    fn of(identity: &'data Identity) -> Option<Self> {
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
