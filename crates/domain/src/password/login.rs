//! Use case: log in with a password (contract 10.5).

use std::sync::Arc;

use super::{Password, PasswordHash, PasswordHasher};
use crate::audit::{Actor, AuditEvent, AuditLog};
use crate::email::Email;
use crate::rate_limit::{Allowance, Limited, RateLimiter, RateLimits};
use crate::session::{EmailClaim, OpenedSession, SessionOpening};
use crate::{Caller, Clock, Fault, Storage, Timestamp, UserId};

/// Who logs in with what.
#[derive(Clone, Debug)]
pub struct PasswordLoginRequest {
    /// Who.
    pub user_id: UserId,
    /// With what.
    pub password: Password,
    /// Who asks.
    pub caller: Caller,
}

/// Why there is no session.
#[derive(Debug, thiserror::Error)]
pub enum LoginWithPasswordError {
    /// Longer than any password can be; the same for known and unknown users (contract B-11).
    #[error("password too long")]
    TooLong,
    /// Too many logins of this user from this client.
    #[error("too many logins")]
    TooManyRequests,
    /// Unknown user, no password, or a wrong one: nobody is told which.
    #[error("wrong user or password")]
    Unauthorized,
    /// An adapter failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Exchanges a right password for a session.
pub struct LoginWithPassword {
    /// Where passwords are.
    pub storage: Arc<dyn Storage>,
    /// Compares.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Opens the session.
    pub opening: Arc<SessionOpening>,
    /// Counts logins.
    pub limiter: Arc<dyn RateLimiter>,
    /// The limits in force.
    pub limits: RateLimits,
    /// Records what happened.
    pub audit: Arc<AuditLog>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

type Refusal = LoginWithPasswordError;

/// What is stored of the user.
struct Known {
    actor: Actor,
    primary_email: Option<Email>,
    hash: Option<PasswordHash>,
}

impl LoginWithPassword {
    /// Logs in. Nobody learns from answer or time whether the user exists. A hash that is outdated is
    /// replaced after the login.
    #[tracing::instrument(name = "password.login", skip_all, fields(user.id = %request.user_id))]
    pub fn execute(&self, request: &PasswordLoginRequest) -> Limited<Result<OpenedSession, Refusal>> {
        let mut allowance = None;
        let outcome = self.run(request, &mut allowance);
        Limited { allowance, outcome }
    }

    fn run(
        &self,
        request: &PasswordLoginRequest,
        allowance: &mut Option<Allowance>,
    ) -> Result<OpenedSession, Refusal> {
        let now = self.clock.now();
        if request.password.is_too_long() {
            self.record_failure(None, "password too long", &request.caller, now)?;
            return Err(Refusal::TooLong);
        }
        if let Some(limit) = &self.limits.password {
            let key = format!("password/{}/{}", request.user_id, request.caller.ip_address);
            let taken = allowance.insert(self.limiter.take(&key, limit, now)?);
            if !taken.is_allowed {
                return Err(Refusal::TooManyRequests);
            }
        }
        let known = self.find(request.user_id)?;
        let Some(hash) = known.as_ref().and_then(|known| known.hash.as_ref()) else {
            self.hasher.match_nothing(&request.password)?;
            return Err(self.refuse_without_password(known.as_ref(), request, now)?);
        };
        if !self.hasher.matches(&request.password, hash)? {
            let actor = known.as_ref().map(|known| &known.actor);
            self.record_failure(actor, "password hash not equal", &request.caller, now)?;
            return Err(Refusal::Unauthorized);
        }
        let opened = self.open(known.as_ref(), request, now)?;
        self.renew(request, hash, now);
        Ok(opened)
    }

    fn find(&self, user_id: UserId) -> Result<Option<Known>, Fault> {
        let mut direct = self.storage.direct()?;
        let Some(user) = direct.users().with_primary_email(user_id)? else { return Ok(None) };
        let hash = direct.passwords().find(user_id)?;
        let email = user.primary_email.as_ref().map(|email| email.address.clone());
        Ok(Some(Known { actor: Actor { user_id, email }, primary_email: user.primary_email, hash }))
    }

    fn refuse_without_password(
        &self,
        known: Option<&Known>,
        request: &PasswordLoginRequest,
        now: Timestamp,
    ) -> Result<Refusal, Fault> {
        let reason = match known {
            None => format!("unknown user: {}", request.user_id),
            Some(_) => "user has no password credential".to_owned(),
        };
        self.record_failure(known.map(|known| &known.actor), &reason, &request.caller, now)?;
        Ok(Refusal::Unauthorized)
    }

    fn open(
        &self,
        known: Option<&Known>,
        request: &PasswordLoginRequest,
        now: Timestamp,
    ) -> Result<OpenedSession, Refusal> {
        let claim = known.and_then(|known| known.primary_email.as_ref()).map(|email| EmailClaim {
            address: email.address.clone(),
            is_primary: true,
            is_verified: email.is_verified,
        });
        let opened = self.opening.prepare(request.user_id, claim, &request.caller, now)?;
        let actor = known.map(|known| &known.actor);
        let event = AuditEvent::PasswordLoginSucceeded;
        let record = [self.audit.record(event, None, actor, &request.caller, now)?];
        let mut work = self.storage.begin()?;
        if !work.users().lock(request.user_id)? {
            return Err(Refusal::Unauthorized);
        }
        self.opening.store(work.as_mut(), &opened)?;
        self.audit.store(work.as_mut(), &record)?;
        work.commit()?;
        self.audit.show(&record);
        Ok(opened)
    }

    /// Replaces an outdated hash. The login has succeeded already, so a fault here is only logged.
    fn renew(&self, request: &PasswordLoginRequest, old: &PasswordHash, now: Timestamp) {
        if !self.hasher.is_outdated(old) {
            return;
        }
        let renewed = self
            .hasher
            .hash(&request.password)
            .and_then(|new| self.storage.direct()?.passwords().replace(request.user_id, old, &new, now));
        if let Err(fault) = renewed {
            tracing::warn!(%fault, "an outdated password hash stays as it is");
        }
    }

    fn record_failure(
        &self,
        actor: Option<&Actor>,
        reason: &str,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let record =
            [self.audit.record(AuditEvent::PasswordLoginFailed, Some(reason), actor, caller, now)?];
        self.audit.store_directly(self.storage.as_ref(), &record)
    }
}
