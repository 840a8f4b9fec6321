//! What a session token says.

use crate::email::EmailAddress;
use crate::status_list::StatusReference;
use crate::{SessionId, Timestamp, UserId};

/// The claim `email` (contract 3.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailClaim {
    /// The primary address.
    pub address: EmailAddress,
    /// Always true when the server made the token.
    pub is_primary: bool,
    /// State at issue time.
    pub is_verified: bool,
}

/// What goes into a new token; issuer, audience and claims of the template are the signer's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionClaims {
    /// `sub`.
    pub user_id: UserId,
    /// `session_id`.
    pub session_id: SessionId,
    /// `iat`, cut to seconds.
    pub issued_at: Timestamp,
    /// `exp`, cut to seconds.
    pub expires_at: Timestamp,
    /// `email`.
    pub email: Option<EmailClaim>,
    /// `status`: only where status lists are switched on.
    pub status: Option<StatusReference>,
}

/// What a genuine session token said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedClaims {
    /// `sub`.
    pub user_id: UserId,
    /// `session_id`.
    pub session_id: SessionId,
    /// `iat`.
    pub issued_at: Timestamp,
    /// `exp`.
    pub expires_at: Timestamp,
    /// `aud`.
    pub audience: Vec<String>,
    /// `iss`.
    pub issuer: Option<String>,
    /// `email`.
    pub email: Option<EmailClaim>,
    /// `username`: tokens of the reference's flows have it.
    pub username: Option<String>,
    /// All other claims: the text of a JSON object.
    pub custom_claims: String,
}
