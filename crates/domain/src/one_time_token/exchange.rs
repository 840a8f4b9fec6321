//! Use case: exchange a one-time token for a session (contract 10.17).

use std::sync::Arc;

use super::OneTimeToken;
use crate::audit::{Actor, AuditEvent, AuditLog};
use crate::rate_limit::{Allowance, RateLimiter, RateLimits};
use crate::session::{EmailClaim, OpenedSession, SessionOpening};
use crate::{Caller, Clock, Fault, Storage, Timestamp, UserId};

/// A spent token.
#[derive(Debug)]
pub struct ExchangedToken {
    /// Whose it was.
    pub user_id: UserId,
    /// The new session.
    pub session: OpenedSession,
}

/// Why there is no session.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeTokenError {
    /// There is no such token, or it is not for this operation.
    #[error("token not found")]
    NotFound,
    /// Its time is over; the row stays.
    #[error("token has expired")]
    Expired,
    /// An adapter failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Exchanges one-time tokens.
pub struct ExchangeToken {
    /// Where tokens are.
    pub storage: Arc<dyn Storage>,
    /// Opens the session.
    pub opening: Arc<SessionOpening>,
    /// Counts exchanges.
    pub limiter: Arc<dyn RateLimiter>,
    /// The limits in force.
    pub limits: RateLimits,
    /// Records what happened.
    pub audit: Arc<AuditLog>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

type Refusal = ExchangeTokenError;

impl ExchangeToken {
    /// First step, before the body is looked at: what the limiter says, if there is one.
    ///
    /// # Errors
    /// When the limiter fails.
    pub fn take_allowance(&self, caller: &Caller) -> Result<Option<Allowance>, Fault> {
        let Some(limit) = &self.limits.token else { return Ok(None) };
        let key = format!("token/{}", caller.ip_address);
        self.limiter.take(&key, limit, self.clock.now()).map(Some)
    }

    /// Second step: exchanges the token. Refusals are not recorded here: see
    /// [`ExchangeToken::record_refusal`].
    ///
    /// # Errors
    /// [`ExchangeTokenError`].
    #[tracing::instrument(name = "token.exchange", skip_all)]
    pub fn execute(&self, value: &str, caller: &Caller) -> Result<ExchangedToken, Refusal> {
        let now = self.clock.now();
        if value.contains('\0') {
            return Err(Refusal::NotFound);
        }
        let mut direct = self.storage.direct()?;
        let token = direct.one_time_tokens().find(value)?.ok_or(Refusal::NotFound)?;
        if token.expires_at < now {
            return Err(Refusal::Expired);
        }
        let user = direct.users().with_primary_email(token.user_id)?.ok_or(Refusal::NotFound)?;
        drop(direct);
        let claim = user.primary_email.map(|email| EmailClaim {
            address: email.address,
            is_primary: true,
            is_verified: email.is_verified,
        });
        let session = self.opening.prepare(token.user_id, claim, caller, now)?;
        self.spend(token, session, caller, now)
    }

    fn spend(
        &self,
        token: OneTimeToken,
        session: OpenedSession,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<ExchangedToken, Refusal> {
        let actor = Actor { user_id: token.user_id, email: None };
        let event = AuditEvent::TokenExchangeSucceeded;
        let record = [self.audit.record(event, None, Some(&actor), caller, now)?];
        let mut work = self.storage.begin()?;
        if !work.users().lock(token.user_id)? || !work.one_time_tokens().remove(token.id)? {
            return Err(Refusal::NotFound);
        }
        self.opening.store(work.as_mut(), &session)?;
        self.audit.store(work.as_mut(), &record)?;
        work.commit()?;
        self.audit.show(&record);
        Ok(ExchangedToken { user_id: token.user_id, session })
    }

    /// Records that the request was answered with a refusal of any kind, a malformed body included. The text
    /// is `code=STATUS, message=MESSAGE` (contract 8).
    ///
    /// # Errors
    /// When the entry cannot be stored.
    pub fn record_refusal(&self, text: &str, caller: &Caller) -> Result<(), Fault> {
        let event = AuditEvent::TokenExchangeFailed;
        let record = [self.audit.record(event, Some(text), None, caller, self.clock.now())?];
        self.audit.store_directly(self.storage.as_ref(), &record)
    }
}
