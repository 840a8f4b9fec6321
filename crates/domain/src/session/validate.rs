//! Use case: is this a valid session? (contract 10.15, 10.16)

use std::sync::Arc;

use super::{Authenticate, Credentials, VerifiedClaims};
use crate::{Fault, Timestamp};

/// A session that is valid.
#[derive(Debug)]
pub struct ValidSession {
    /// What its token says.
    pub claims: VerifiedClaims,
    /// When it ends if nobody uses it; only with an idle timeout.
    pub idle_expires_at: Option<Timestamp>,
}

/// The answer to a validation.
#[derive(Debug)]
pub struct Validation {
    /// The first valid session, if there is one.
    pub session: Option<ValidSession>,
    /// Whether a session that the request named was idle and is over now.
    pub idle_session_ended: bool,
}

/// Validates sessions for clients and for other services.
pub struct ValidateSession {
    /// Knows how sessions are found.
    pub authenticate: Arc<Authenticate>,
}

impl ValidateSession {
    /// The first candidate with a living session; `counts_as_use` when the token came in a body.
    ///
    /// # Errors
    /// When an adapter fails.
    pub fn execute(&self, credentials: &Credentials, counts_as_use: bool) -> Result<Validation, Fault> {
        let search = self.authenticate.search(credentials, counts_as_use)?;
        let idle_timeout = self.authenticate.policy.idle_timeout;
        let session = search.found.map(|(claims, last_used)| ValidSession {
            idle_expires_at: idle_timeout.map(|timeout| (last_used + timeout).min(claims.expires_at)),
            claims,
        });
        Ok(Validation { session, idle_session_ended: search.idle_session_ended })
    }
}
