//! Sessions and the tokens that stand for them.

mod authenticate;
mod claims;
mod logout;
mod opening;
mod policy;
mod repository;
#[cfg(test)]
mod tests;
mod tokens;
mod validate;

pub use authenticate::{Authenticate, AuthenticateError, Candidate, Credentials, SignedIn, TokenSource};
pub use claims::{EmailClaim, SessionClaims, VerifiedClaims};
pub use logout::{Logout, LogoutError};
pub use opening::{OpenedSession, SessionOpening, StatusIssuing};
pub use policy::SessionPolicy;
pub use repository::{SessionLookup, SessionState, Sessions};
pub use tokens::{SessionToken, SessionTokens};
pub use validate::{ValidSession, ValidateSession, Validation};

use crate::status_list::StatusIndex;
use crate::{SessionId, Timestamp, UserId};

/// The stored side of a session token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The claim `session_id`.
    pub id: SessionId,
    /// Who is logged in.
    pub user_id: UserId,
    /// User agent at login, when it is acquired.
    pub user_agent: Option<String>,
    /// Client address at login, when it is acquired.
    pub ip_address: Option<String>,
    /// Login, and at first the last use.
    pub created_at: Timestamp,
    /// End of the session.
    pub expires_at: Timestamp,
    /// Its place in the status lists, where these are switched on.
    pub status: Option<StatusIndex>,
}
