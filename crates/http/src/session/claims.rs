//! The answer to a validation (contract 10.15).

use inkan_domain::session::{ValidSession, VerifiedClaims};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::error::{ApiError, internal};
use crate::times::Rfc3339;

#[derive(Serialize, ToSchema)]
pub(super) struct Validity {
    is_valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration_time: Option<Rfc3339>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    idle_expires_at: Option<Rfc3339>,
}

impl Validity {
    pub(super) const INVALID: Self =
        Self { is_valid: false, claims: None, expiration_time: None, user_id: None, idle_expires_at: None };

    /// # Errors
    /// When the custom claims are no JSON object.
    pub(super) fn of(session: &ValidSession) -> Result<Self, ApiError> {
        Ok(Self {
            is_valid: true,
            claims: Some(claims(&session.claims)?),
            expiration_time: Some(Rfc3339(session.claims.expires_at)),
            user_id: Some(session.claims.user_id.to_string()),
            idle_expires_at: session.idle_expires_at.map(Rfc3339),
        })
    }
}

/// Custom claims stand beside the others, and win over one of the same name.
fn claims(verified: &VerifiedClaims) -> Result<Map<String, Value>, ApiError> {
    let mut claims = Map::new();
    let mut add = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    add("subject", Value::String(verified.user_id.to_string()));
    add("session_id", Value::String(verified.session_id.to_string()));
    add("expiration", Value::String(Rfc3339(verified.expires_at).to_string()));
    add("issued_at", Value::String(Rfc3339(verified.issued_at).to_string()));
    add("audience", json!(verified.audience));
    if let Some(issuer) = &verified.issuer {
        add("issuer", Value::String(issuer.clone()));
    }
    if let Some(email) = &verified.email {
        let address = email.address.as_str();
        add(
            "email",
            json!({ "address": address, "is_primary": email.is_primary, "is_verified": email.is_verified }),
        );
    }
    if let Some(username) = &verified.username {
        add("username", Value::String(username.clone()));
    }
    let custom: Map<String, Value> =
        serde_json::from_str(&verified.custom_claims).map_err(|error| internal(&error))?;
    claims.extend(custom);
    Ok(claims)
}
