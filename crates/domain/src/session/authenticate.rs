//! Use case: whose request is this?

use std::sync::Arc;

use super::{SessionLookup, SessionPolicy, SessionState, SessionToken, SessionTokens, VerifiedClaims};
use crate::{Clock, Fault, SessionId, Storage, Timestamp, UserId};

/// Where a token came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenSource {
    /// `Authorization`, or a body: only the client itself can have put it there.
    Explicit,
    /// A cookie: the browser sends it whoever makes the request.
    Cookie,
}

/// A token that came with a request and may be one of ours.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The token.
    pub token: SessionToken,
    /// Where it came from.
    pub source: TokenSource,
}

/// All that a request brought to show who sent it.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    /// Tokens in the order in which they are tried.
    pub candidates: Vec<Candidate>,
    /// Whether another site made the browser send a request that changes something (contract B-31).
    pub is_cross_site: bool,
}

/// The user behind a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub user_id: UserId,
    /// In which session.
    pub session_id: SessionId,
    /// Whether another session that the request named was idle and is over now.
    pub idle_session_ended: bool,
}

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticateError {
    /// No token stands for a living session.
    #[error("no valid session")]
    Unauthenticated {
        /// Whether a session that the request named was idle and is over now.
        idle_session_ended: bool,
    },
    /// Another site tried to act with the user's cookie (contract B-31).
    #[error("cross-site request with a cookie")]
    CrossSite,
    /// An adapter failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Finds the living session behind a request (contract 4.2 to 4.4).
pub struct Authenticate {
    /// Where sessions are.
    pub storage: Arc<dyn Storage>,
    /// Verifies tokens.
    pub tokens: Arc<dyn SessionTokens>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Idle timeout.
    pub policy: SessionPolicy,
}

/// What came of the candidates.
#[derive(Default)]
pub(super) struct Search {
    pub(super) found: Option<(VerifiedClaims, Timestamp)>,
    pub(super) idle_session_ended: bool,
    is_cross_site: bool,
}

impl Authenticate {
    /// The user of a protected operation: the first candidate with a living session counts, and counts as
    /// use.
    ///
    /// # Errors
    /// [`AuthenticateError`].
    pub fn execute(&self, credentials: &Credentials) -> Result<SignedIn, AuthenticateError> {
        let search = self.search(credentials, true)?;
        if search.is_cross_site {
            return Err(AuthenticateError::CrossSite);
        }
        let idle_session_ended = search.idle_session_ended;
        let Some((claims, _)) = search.found else {
            return Err(AuthenticateError::Unauthenticated { idle_session_ended });
        };
        Ok(SignedIn { user_id: claims.user_id, session_id: claims.session_id, idle_session_ended })
    }

    /// The user of an operation that works without one, too: the first genuine candidate decides, and does
    /// not count as use (contract 4.4, B-1).
    ///
    /// # Errors
    /// Never [`AuthenticateError::Unauthenticated`].
    pub fn identify(&self, credentials: &Credentials) -> Result<Option<UserId>, AuthenticateError> {
        let now = self.clock.now();
        for candidate in &credentials.candidates {
            let Some(claims) = self.tokens.verify(candidate.token.expose(), now)? else { continue };
            if credentials.is_cross_site && candidate.source == TokenSource::Cookie {
                return Err(AuthenticateError::CrossSite);
            }
            let state = self.look_up(&claims, now, None)?;
            return Ok(matches!(state, SessionState::Live { .. }).then_some(claims.user_id));
        }
        Ok(None)
    }

    /// Tries the candidates one after the other. An idle session is removed, whoever comes next.
    pub(super) fn search(&self, credentials: &Credentials, counts_as_use: bool) -> Result<Search, Fault> {
        let now = self.clock.now();
        let touch_before = counts_as_use.then(|| self.policy.touch_before(now));
        let mut search = Search::default();
        for candidate in &credentials.candidates {
            let Some(claims) = self.tokens.verify(candidate.token.expose(), now)? else { continue };
            if credentials.is_cross_site && candidate.source == TokenSource::Cookie {
                search.is_cross_site = true;
                return Ok(search);
            }
            match self.look_up(&claims, now, touch_before)? {
                SessionState::Live { last_used } => {
                    search.found = Some((claims, last_used));
                    return Ok(search);
                }
                SessionState::Idle => {
                    self.storage.direct()?.sessions().remove(claims.session_id)?;
                    search.idle_session_ended = true;
                }
                SessionState::Dead => {}
            }
        }
        Ok(search)
    }

    fn look_up(
        &self,
        claims: &VerifiedClaims,
        now: Timestamp,
        touch_before: Option<Timestamp>,
    ) -> Result<SessionState, Fault> {
        self.storage.direct()?.sessions().look_up(&SessionLookup {
            id: claims.session_id,
            user_id: claims.user_id,
            now,
            idle_before: self.policy.idle_before(now),
            touch_before,
        })
    }
}
