//! The session tokens: JSON Web Tokens signed with the keys of the key ring.

use std::sync::Arc;

use inkan_domain::session::{SessionClaims, SessionToken, SessionTokens, VerifiedClaims};
use inkan_domain::{Fault, Timestamp};
use serde_json::{Map, Value};

use crate::claims_template::ClaimsTemplate;
use crate::key_ring::KeyRing;
use crate::{session_signer, session_verifier};

/// What goes into every token beside the claims of the session.
#[derive(Clone, Debug, Default)]
pub struct TokenSettings {
    /// `aud`, never empty: `session.audience`, or else the id of the relying party.
    pub audience: Vec<String>,
    /// `iss`: `session.issuer`.
    pub issuer: Option<String>,
    /// `session.jwt_template.claims` as configured.
    pub claims_template: Map<String, Value>,
}

/// Signs and verifies session tokens (contract 3.2 to 3.4).
pub struct JwtSessionTokens {
    ring: Arc<KeyRing>,
    audience: Vec<String>,
    issuer: Option<String>,
    template: ClaimsTemplate,
}

impl JwtSessionTokens {
    /// Parses the claims template; a claim that cannot be parsed is logged and left out from then on.
    #[must_use]
    pub fn new(ring: Arc<KeyRing>, settings: TokenSettings) -> Self {
        let TokenSettings { audience, issuer, claims_template } = settings;
        let issuer = issuer.filter(|issuer| !issuer.is_empty());
        Self { ring, audience, issuer, template: ClaimsTemplate::parse(&claims_template) }
    }
}

impl SessionTokens for JwtSessionTokens {
    fn sign(&self, claims: &SessionClaims) -> Result<SessionToken, Fault> {
        let payload = session_signer::payload(claims, &self.audience, self.issuer.as_deref(), &self.template);
        let payload = serde_json::to_vec(&payload).map_err(Fault::internal)?;
        self.ring.signing()?.sign(&payload).map(SessionToken::new).map_err(Fault::internal)
    }

    fn verify(&self, token: &str, now: Timestamp) -> Result<Option<VerifiedClaims>, Fault> {
        session_verifier::verify(&self.ring, token, now)
    }
}
