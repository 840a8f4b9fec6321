//! Passkeys and security keys, in two shapes (contract 10.6, 10.7).

use inkan_domain::UserId;
use inkan_domain::user::WebauthnCredential;
use serde::Serialize;
use utoipa::ToSchema;

use crate::times::Rfc3339;

/// A credential in `passkeys` and `security_keys`.
#[derive(Serialize, ToSchema)]
pub(crate) struct CredentialBody<'profile> {
    id: &'profile str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'profile str>,
    public_key: &'profile str,
    attestation_type: &'profile str,
    aaguid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_at: Option<Rfc3339>,
    created_at: Rfc3339,
    /// `null` when there are none.
    transports: Option<Vec<&'profile str>>,
    backup_eligible: bool,
    backup_state: bool,
    mfa_only: bool,
}

impl<'profile> From<&'profile WebauthnCredential> for CredentialBody<'profile> {
    fn from(credential: &'profile WebauthnCredential) -> Self {
        let transports: Vec<_> = credential.transports.iter().map(|(_, name)| name.as_str()).collect();
        Self {
            id: &credential.id,
            name: credential.name.as_deref(),
            public_key: &credential.public_key,
            attestation_type: &credential.attestation_type,
            aaguid: credential.aaguid.to_string(),
            last_used_at: credential.last_used_at.map(Rfc3339),
            created_at: Rfc3339(credential.created_at),
            transports: (!transports.is_empty()).then_some(transports),
            backup_eligible: credential.backup_eligible,
            backup_state: credential.backup_state,
            mfa_only: credential.mfa_only,
        }
    }
}

impl CredentialBody<'_> {
    /// The same for administrators, who get an empty list instead of `null`.
    pub(crate) fn for_administrators(self) -> Self {
        Self { transports: Some(self.transports.unwrap_or_default()), ..self }
    }
}

/// A credential as its row is, in the deprecated `webauthn_credentials`.
#[derive(Serialize, ToSchema)]
pub(super) struct CredentialRow<'profile> {
    id: &'profile str,
    name: Option<&'profile str>,
    user_id: String,
    public_key: &'profile str,
    attestation_type: &'profile str,
    aaguid: String,
    sign_count: i32,
    last_used_at: Option<Rfc3339>,
    created_at: Rfc3339,
    updated_at: Rfc3339,
    transports: Vec<TransportRow<'profile>>,
    backup_eligible: bool,
    backup_state: bool,
    mfa_only: bool,
}

#[derive(Serialize, ToSchema)]
struct TransportRow<'profile> {
    #[serde(rename = "ID")]
    id: &'profile str,
    #[serde(rename = "Name")]
    name: &'profile str,
    #[serde(rename = "WebauthnCredentialID")]
    webauthn_credential_id: &'profile str,
    /// Always `null`.
    #[serde(rename = "WebauthnCredential")]
    webauthn_credential: Option<()>,
}

impl<'profile> CredentialRow<'profile> {
    pub(super) fn new(user_id: UserId, credential: &'profile WebauthnCredential) -> Self {
        let transport = |(id, name): &'profile (String, String)| TransportRow {
            id,
            name,
            webauthn_credential_id: &credential.id,
            webauthn_credential: None,
        };
        Self {
            id: &credential.id,
            name: credential.name.as_deref(),
            user_id: user_id.to_string(),
            public_key: &credential.public_key,
            attestation_type: &credential.attestation_type,
            aaguid: credential.aaguid.to_string(),
            sign_count: credential.sign_count,
            last_used_at: credential.last_used_at.map(Rfc3339),
            created_at: Rfc3339(credential.created_at),
            updated_at: Rfc3339(credential.updated_at),
            transports: credential.transports.iter().map(transport).collect(),
            backup_eligible: credential.backup_eligible,
            backup_state: credential.backup_state,
            mfa_only: credential.mfa_only,
        }
    }
}
