//! Use case: exchange a code for a session (contract 10.3).

use std::sync::Arc;

use super::{Attempt, Code, CodeHasher, Counted, LoginFacts, Passcode, Permission};
use crate::audit::{Actor, AuditEvent, AuditLog, AuditRecord};
use crate::rate_limit::{Allowance, RateLimiter, RateLimits};
use crate::session::{OpenedSession, SessionOpening};
use crate::webhook::{WebhookEvent, WebhookSubject, Webhooks};
use crate::{Caller, Clock, Fault, PasscodeId, Storage, Timestamp, UnitOfWork, UserId};

/// A code as somebody typed it.
#[derive(Clone, Debug)]
pub struct FinalizeRequest {
    /// The passcode.
    pub id: PasscodeId,
    /// The code.
    pub code: Code,
    /// The user of the session that came along.
    pub session_user: Option<UserId>,
    /// Who asks.
    pub caller: Caller,
}

/// A login with a right code.
#[derive(Debug)]
pub struct PasscodeLogin {
    /// The spent passcode.
    pub passcode: Passcode,
    /// The new session.
    pub session: OpenedSession,
}

/// Why there is no session.
#[derive(Debug, thiserror::Error)]
pub enum FinalizePasscodeLoginError {
    /// Unknown, spent, removed or tried too often.
    #[error("unknown passcode")]
    NotFound,
    /// Its time is over; it stays and is not counted.
    #[error("timed out passcode")]
    Expired,
    /// A wrong code.
    #[error("passcode invalid")]
    WrongCode,
    /// A wrong code, and the last one: the passcode is gone.
    #[error("max attempts reached")]
    TooManyAttempts,
    /// A right code, but the address is another user's by now. The passcode lives on.
    #[error("the address has been claimed by another user")]
    AddressClaimed,
    /// A right code, but this user may not use this address. The passcode lives on.
    #[error("the user may not use this address")]
    Forbidden,
    /// A right code, but the user has as many addresses as allowed (contract B-10). The passcode lives on.
    #[error("too many addresses")]
    TooManyAddresses,
    /// This client was refused too often (contract B-32); nothing was judged.
    #[error("too many refusals")]
    TooManyRequests(Allowance),
    /// There were too many wrong codes for this account, from wherever; nothing was judged.
    #[error("too many wrong codes for this account")]
    AccountHeld(Allowance),
    /// An adapter failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Exchanges a right code for a session.
pub struct FinalizePasscodeLogin {
    /// Where passcodes are.
    pub storage: Arc<dyn Storage>,
    /// Compares codes.
    pub hasher: Arc<dyn CodeHasher>,
    /// Opens the session.
    pub opening: Arc<SessionOpening>,
    /// Tells others.
    pub webhooks: Arc<Webhooks>,
    /// Counts refusals.
    pub limiter: Arc<dyn RateLimiter>,
    /// The limits in force.
    pub limits: RateLimits,
    /// Records what happened.
    pub audit: Arc<AuditLog>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Addresses that one user may have.
    pub most_emails: i64,
    /// Whether an address must be proven before it belongs to the account.
    pub require_verification: bool,
}

type Refusal = FinalizePasscodeLoginError;

impl FinalizePasscodeLogin {
    /// Counts the attempt, judges it, and opens the session. At most three attempts at a passcode and no more
    /// than the limit at all passcodes of an account are ever judged wrong, and a right code opens exactly one
    /// session, however many come at once. A right code forgives no wrong ones: they may be a stranger's.
    ///
    /// # Errors
    /// [`FinalizePasscodeLoginError`].
    #[tracing::instrument(name = "passcode.finalize_login", skip_all, fields(passcode.id = %request.id))]
    pub fn execute(&self, request: &FinalizeRequest) -> Result<PasscodeLogin, Refusal> {
        let now = self.clock.now();
        let limit_key = format!("failure/{}", request.caller.ip_address);
        if let Some(limit) = &self.limits.failure {
            let allowance = self.limiter.peek(&limit_key, limit, now)?;
            if !allowance.is_allowed {
                return Err(Refusal::TooManyRequests(allowance));
            }
        }
        let outcome = self.run(request, now);
        if let (Some(limit), Err(refusal)) = (&self.limits.failure, &outcome)
            && refusal.is_failed_guess()
        {
            self.limiter.take(&limit_key, limit, now)?;
        }
        outcome
    }

    fn run(&self, request: &FinalizeRequest, now: Timestamp) -> Result<PasscodeLogin, Refusal> {
        let limit = self.limits.guesses.as_ref();
        let counted = self.storage.direct()?.passcodes().count_attempt(request.id, limit, now)?;
        let attempt = match counted {
            Counted::Attempt(attempt) => *attempt,
            Counted::Held(allowance) => return Err(Refusal::AccountHeld(allowance)),
            Counted::Nothing => return Err(self.refuse_uncounted(request, now)?),
        };
        let passcode = &attempt.passcode;
        if !self.hasher.matches(passcode.id, &request.code, &passcode.code_hash)? {
            return Err(self.refuse_wrong_code(&attempt, &request.caller, now)?);
        }
        let outcome = self.log_in(request, attempt, now);
        if outcome.as_ref().is_err_and(Refusal::keeps_passcode) {
            self.storage.direct()?.passcodes().take_attempt_back(request.id, limit, now)?;
        }
        outcome
    }

    /// A passcode that may not be tried: its time is over, or there is none.
    fn refuse_uncounted(&self, request: &FinalizeRequest, now: Timestamp) -> Result<Refusal, Fault> {
        let mut direct = self.storage.direct()?;
        let expired = direct.passcodes().find(request.id)?.filter(|passcode| passcode.has_expired(now));
        let actor = match &expired {
            None => None,
            Some(passcode) => {
                let user = direct.users().with_primary_email(passcode.user_id)?;
                let email = user.and_then(|user| user.primary_email).map(|email| email.address);
                Some(Actor { user_id: passcode.user_id, email })
            }
        };
        drop(direct);
        let refusal = if expired.is_some() { Refusal::Expired } else { Refusal::NotFound };
        let record = [self.failure(&refusal, actor.as_ref(), &request.caller, now)?];
        self.audit.store_directly(self.storage.as_ref(), &record)?;
        Ok(refusal)
    }

    fn refuse_wrong_code(
        &self,
        attempt: &Attempt,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Refusal, Fault> {
        let is_last = attempt.number >= Passcode::MOST_ATTEMPTS;
        let refusal = if is_last { Refusal::TooManyAttempts } else { Refusal::WrongCode };
        if attempt.allowance.is_some_and(|allowance| allowance.remaining == 0) {
            tracing::warn!(user.id = %attempt.passcode.user_id, "too many wrong codes: passcode logins are slowed");
        }
        let record = [self.failure(&refusal, Some(&actor(&attempt.facts)), caller, now)?];
        if is_last {
            let mut work = self.storage.begin()?;
            work.passcodes().remove(attempt.passcode.id)?;
            self.audit.store(work.as_mut(), &record)?;
            work.commit()?;
            self.audit.show(&record);
        } else {
            self.audit.store_directly(self.storage.as_ref(), &record)?;
        }
        Ok(refusal)
    }

    fn log_in(
        &self,
        request: &FinalizeRequest,
        attempt: Attempt,
        now: Timestamp,
    ) -> Result<PasscodeLogin, Refusal> {
        let Attempt { passcode, facts, .. } = attempt;
        let permission = self.permit(&facts, request.session_user)?;
        let claim = facts.claim_after_login();
        let session = self.opening.prepare(passcode.user_id, Some(claim), &request.caller, now)?;

        let mut work = self.storage.begin()?;
        let limit = self.limits.guesses.as_ref();
        if !work.users().lock(passcode.user_id)? || !work.passcodes().spend(passcode.id, limit)? {
            return Err(Refusal::NotFound);
        }
        let actor = actor_after_login(&facts);
        let mut records = Vec::new();
        if permission == Permission::ProveAddress {
            records = self.prove_address(work.as_mut(), request, &passcode, now)?;
        }
        self.opening.store(work.as_mut(), &session)?;
        let event = AuditEvent::PasscodeLoginFinalSucceeded;
        records.push(self.audit.record(event, None, Some(&actor), &request.caller, now)?);
        AuditLog::put_in_order(&mut records);
        self.audit.store(work.as_mut(), &records)?;
        work.commit()?;
        self.audit.show(&records);
        if permission == Permission::ProveAddress {
            self.webhooks.wake();
        }
        Ok(PasscodeLogin { passcode, session })
    }

    /// Decides anew with the user held, since another login may have changed the addresses meanwhile.
    fn prove_address(
        &self,
        work: &mut dyn UnitOfWork,
        request: &FinalizeRequest,
        passcode: &Passcode,
        now: Timestamp,
    ) -> Result<Vec<AuditRecord>, Refusal> {
        let facts = work.passcodes().login_facts(passcode.user_id, passcode.email_id)?;
        let facts = facts.ok_or(Refusal::NotFound)?;
        if self.permit(&facts, request.session_user)? == Permission::LogIn {
            return Ok(Vec::new());
        }
        if !work.emails().prove(passcode.email_id, passcode.user_id, now)? {
            return Err(Refusal::AddressClaimed);
        }
        let actor = actor_after_login(&facts);
        let mut records = Vec::new();
        let mut add = |event| {
            self.audit
                .record(event, None, Some(&actor), &request.caller, now)
                .map(|record| records.push(record))
        };
        if work.emails().make_first_primary(passcode.email_id, passcode.user_id, now)? {
            add(AuditEvent::PrimaryEmailChanged)?;
        }
        add(AuditEvent::EmailVerified)?;
        if self.require_verification {
            let is_first = facts.owned_emails == 0;
            let event = if is_first { WebhookEvent::UserCreate } else { WebhookEvent::UserUpdateEmailCreate };
            let subject = WebhookSubject::ByCaller(&request.caller);
            self.webhooks.tell_of_user(work, event, passcode.user_id, subject, now)?;
        }
        Ok(records)
    }

    fn permit(&self, facts: &LoginFacts, session_user: Option<UserId>) -> Result<Permission, Refusal> {
        match facts.decide(session_user, self.most_emails) {
            Permission::AddressClaimed => Err(Refusal::AddressClaimed),
            Permission::Forbidden => Err(Refusal::Forbidden),
            Permission::TooManyAddresses => Err(Refusal::TooManyAddresses),
            allowed @ (Permission::LogIn | Permission::ProveAddress) => Ok(allowed),
        }
    }

    fn failure(
        &self,
        refusal: &Refusal,
        actor: Option<&Actor>,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<AuditRecord, Fault> {
        let event = AuditEvent::PasscodeLoginFinalFailed;
        self.audit.record(event, Some(&refusal.to_string()), actor, caller, now)
    }
}

impl Refusal {
    /// Answers 401, 408 and 410 count against the client (contract B-32).
    const fn is_failed_guess(&self) -> bool {
        matches!(self, Self::NotFound | Self::Expired | Self::WrongCode | Self::TooManyAttempts)
    }

    /// The code was right and stays good, so its attempt does not count.
    const fn keeps_passcode(&self) -> bool {
        matches!(self, Self::AddressClaimed | Self::Forbidden | Self::TooManyAddresses)
    }
}

/// Who logged in: with the first address that was proven, when there was none before.
fn actor_after_login(facts: &LoginFacts) -> Actor {
    let email = facts.primary_address().unwrap_or(&facts.email.address);
    Actor { user_id: facts.user_id, email: Some(email.clone()) }
}

fn actor(facts: &LoginFacts) -> Actor {
    Actor { user_id: facts.user_id, email: facts.primary_address().cloned() }
}
