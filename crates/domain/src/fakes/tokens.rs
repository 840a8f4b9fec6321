//! Session tokens that can be read by anybody.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::session::{SessionClaims, SessionToken, SessionTokens, VerifiedClaims};
use crate::{Fault, Timestamp};

/// Remembers what it signed; a token is `token-<session id>`.
#[derive(Debug, Default)]
pub struct FakeSessionTokens(Mutex<HashMap<String, SessionClaims>>);

impl SessionTokens for FakeSessionTokens {
    fn sign(&self, claims: &SessionClaims) -> Result<SessionToken, Fault> {
        let token = format!("token-{}", claims.session_id);
        let mut signed = self.0.lock().map_err(|_poisoned| Fault::internal("poisoned"))?;
        signed.insert(token.clone(), claims.clone());
        Ok(SessionToken::new(token))
    }

    fn verify(&self, token: &str, now: Timestamp) -> Result<Option<VerifiedClaims>, Fault> {
        let signed = self.0.lock().map_err(|_poisoned| Fault::internal("poisoned"))?;
        let claims = signed.get(token.trim()).filter(|claims| now < claims.expires_at);
        Ok(claims.map(|claims| VerifiedClaims {
            user_id: claims.user_id,
            session_id: claims.session_id,
            issued_at: claims.issued_at,
            expires_at: claims.expires_at,
            audience: vec!["localhost".to_owned()],
            issuer: None,
            email: claims.email.clone(),
            username: None,
            custom_claims: "{}".to_owned(),
        }))
    }
}
