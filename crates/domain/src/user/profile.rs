//! Everything that an account shows of itself.

use uuid::Uuid;

use crate::email::EmailAddress;
use crate::{EmailId, Timestamp, UserId};

/// An account with all that hangs on it (contract 10.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Id of the account.
    pub user_id: UserId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its row was last written.
    pub updated_at: Timestamp,
    /// Full name.
    pub name: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// URL of a picture.
    pub picture: Option<String>,
    /// Its addresses, oldest first (contract B-28).
    pub emails: Vec<ProfileEmail>,
    /// Its user name.
    pub username: Option<Username>,
    /// Its passkeys and security keys, oldest first.
    pub webauthn_credentials: Vec<WebauthnCredential>,
    /// Its identities at other providers, oldest first.
    pub identities: Vec<Identity>,
    /// Its TOTP secret: that there is one, not what it is.
    pub totp: Option<CredentialRow>,
    /// Its password: that there is one, not what it is.
    pub password: Option<CredentialRow>,
    /// Public metadata: the text of a JSON object.
    pub public_metadata: Option<String>,
    /// Private metadata, for administrators: the text of a JSON object.
    pub private_metadata: Option<String>,
    /// Metadata that the account may change itself: the text of a JSON object.
    pub unsafe_metadata: Option<String>,
}

impl Profile {
    /// The primary address, if there is one.
    #[must_use]
    pub fn primary_email(&self) -> Option<&ProfileEmail> {
        self.emails.iter().find(|email| email.is_primary)
    }
}

/// A secret that an account has, without the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CredentialRow {
    /// Id of the row.
    pub id: Uuid,
    /// When it was set first.
    pub created_at: Timestamp,
    /// When it was last written.
    pub updated_at: Timestamp,
}

/// An address in a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileEmail {
    /// Id of the address.
    pub id: EmailId,
    /// The address.
    pub address: EmailAddress,
    /// Whether it is proven.
    pub is_verified: bool,
    /// Whether it is the primary one.
    pub is_primary: bool,
    /// When it was first asked for.
    pub created_at: Timestamp,
    /// When its row was last written.
    pub updated_at: Timestamp,
}

/// A user name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username {
    /// Id of the row.
    pub id: Uuid,
    /// The name.
    pub username: String,
    /// When it was set first.
    pub created_at: Timestamp,
    /// When it was last written.
    pub updated_at: Timestamp,
}

/// A passkey or security key as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebauthnCredential {
    /// Credential id, base64url without padding.
    pub id: String,
    /// Label.
    pub name: Option<String>,
    /// COSE key, base64url without padding.
    pub public_key: String,
    /// Attestation format.
    pub attestation_type: String,
    /// Model of the authenticator.
    pub aaguid: Uuid,
    /// Last signature counter.
    pub sign_count: i32,
    /// Last use.
    pub last_used_at: Option<Timestamp>,
    /// Registration.
    pub created_at: Timestamp,
    /// Last write.
    pub updated_at: Timestamp,
    /// Transports as (row id, name).
    pub transports: Vec<(String, String)>,
    /// Flag BE.
    pub backup_eligible: bool,
    /// Flag BS.
    pub backup_state: bool,
    /// Whether it only serves as a second factor.
    pub mfa_only: bool,
}

/// An account at another provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Id of the row.
    pub id: Uuid,
    /// The provider, for instance `google` or `custom_x`.
    pub provider_id: String,
    /// Subject at the provider.
    pub provider_user_id: String,
    /// The address it came with.
    pub email_id: Option<EmailId>,
    /// When it was linked.
    pub created_at: Timestamp,
    /// When its row was last written.
    pub updated_at: Timestamp,
}
