//! Passkeys and security keys in an event (admin-api.md, `webauthn_credentials`).

use inkan_domain::user::WebauthnCredential;
use serde::Serialize;

use crate::times::Rfc3339;

#[derive(Serialize)]
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
    transports: Vec<&'profile str>,
    backup_eligible: bool,
    backup_state: bool,
    mfa_only: bool,
}

impl<'profile> From<&'profile WebauthnCredential> for CredentialBody<'profile> {
    fn from(credential: &'profile WebauthnCredential) -> Self {
        Self {
            id: &credential.id,
            name: credential.name.as_deref(),
            public_key: &credential.public_key,
            attestation_type: &credential.attestation_type,
            aaguid: credential.aaguid.to_string(),
            last_used_at: credential.last_used_at.map(Rfc3339),
            created_at: Rfc3339(credential.created_at),
            transports: credential.transports.iter().map(|(_, name)| name.as_str()).collect(),
            backup_eligible: credential.backup_eligible,
            backup_state: credential.backup_state,
            mfa_only: credential.mfa_only,
        }
    }
}
