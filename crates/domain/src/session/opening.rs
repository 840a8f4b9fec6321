//! How every kind of login hands out a session (contract 3.5).

use std::sync::Arc;

use super::{EmailClaim, Session, SessionClaims, SessionPolicy, SessionToken, SessionTokens};
use crate::status_list::{StatusIndex, StatusListUri};
use crate::{Caller, Fault, Random, SessionId, Storage, Timestamp, UnitOfWork, UserId};

/// A session with its token.
#[derive(Debug)]
pub struct OpenedSession {
    /// What is stored.
    pub session: Session,
    /// What the client gets.
    pub token: SessionToken,
    /// Lifetime of both, in seconds.
    pub lifetime_seconds: i64,
}

/// How sessions get a place in the status lists.
pub struct StatusIssuing {
    /// Where places are drawn.
    pub storage: Arc<dyn Storage>,
    /// Where others fetch the lists.
    pub uri: StatusListUri,
}

/// Opens sessions in two steps, so that nothing is signed while a unit of work is open.
pub struct SessionOpening {
    /// Signs.
    pub tokens: Arc<dyn SessionTokens>,
    /// For session ids.
    pub random: Arc<dyn Random>,
    /// Lifetime and limit.
    pub policy: SessionPolicy,
    /// `None` when status lists are switched off.
    pub statuses: Option<StatusIssuing>,
}

impl SessionOpening {
    /// First step: makes and signs the token. Holds no connection; takes one for a place in the status lists,
    /// when these are switched on.
    ///
    /// # Errors
    /// When signing fails, or the place cannot be drawn.
    pub fn prepare(
        &self,
        user_id: UserId,
        email: Option<EmailClaim>,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<OpenedSession, Fault> {
        let policy = &self.policy;
        let status = self.statuses.as_ref().map(StatusIssuing::draw).transpose()?;
        let session = Session {
            id: SessionId::draw(self.random.as_ref())?,
            user_id,
            user_agent: policy.acquire_user_agent.then(|| caller.user_agent.clone()),
            ip_address: policy.acquire_ip_address.then(|| caller.ip_address.clone()),
            created_at: now,
            expires_at: now + policy.lifespan,
            status,
        };
        let token = self.tokens.sign(&SessionClaims {
            user_id,
            session_id: session.id,
            issued_at: session.created_at,
            expires_at: session.expires_at,
            email,
            status: self.statuses.as_ref().zip(status).map(|(statuses, place)| statuses.uri.refer_to(place)),
        })?;
        Ok(OpenedSession { session, token, lifetime_seconds: policy.lifespan.num_seconds() })
    }

    /// Second step: stores the session with its place; the oldest beyond the limit go. The caller holds the user.
    ///
    /// # Errors
    /// When the database fails.
    pub fn store(&self, work: &mut dyn UnitOfWork, opened: &OpenedSession) -> Result<(), Fault> {
        work.sessions().open(&opened.session, self.policy.limit)
    }
}

impl StatusIssuing {
    fn draw(&self) -> Result<StatusIndex, Fault> {
        self.storage.direct()?.session_statuses().draw()
    }
}
