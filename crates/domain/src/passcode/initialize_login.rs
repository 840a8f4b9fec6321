//! Use case: send a code (contract 10.2).

use std::sync::Arc;

use super::{Added, Code, CodeHasher, Passcode};
use crate::audit::{Actor, AuditEvent, AuditLog};
use crate::email::{Email, EmailAddress};
use crate::outbox::{Mailer, NewMessage, OutboxMessage, OutboxSignal, PasscodeMail};
use crate::rate_limit::{Allowance, Limited, RateLimiter, RateLimits};
use crate::user::UserWithPrimaryEmail;
use crate::webhook::{MailAnnouncement, Webhooks};
use crate::{
    Caller, Clock, EmailId, Fault, Language, OutboxId, PasscodeId, Random, Storage, Timestamp, UnitOfWork,
    UserId,
};

/// Who wants a code, and where to.
#[derive(Clone, Debug)]
pub struct InitializeRequest {
    /// Who logs in.
    pub user_id: UserId,
    /// The address as the body names it.
    pub email_id: Option<String>,
    /// The address as the cookie `hanko_email_id` names it.
    pub email_id_cookie: Option<String>,
    /// The user of the session that came along.
    pub session_user: Option<UserId>,
    /// Language of the mail.
    pub language: Language,
    /// The header that the language was chosen from, for webhooks.
    pub accept_language: String,
    /// Who asks.
    pub caller: Caller,
}

/// A passcode whose code is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedPasscode {
    /// Its id.
    pub id: PasscodeId,
    /// Lifetime in seconds.
    pub lifetime_seconds: i32,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Why no code was sent.
#[derive(Debug, thiserror::Error)]
pub enum InitializePasscodeLoginError {
    /// No such account.
    #[error("unknown user")]
    UnknownUser,
    /// Too many codes for this user from this client, or too many mails to this address.
    #[error("too many codes")]
    TooManyRequests,
    /// There were too many wrong codes for this account, from wherever.
    #[error("too many wrong codes for this account")]
    AccountHeld(Allowance),
    /// The address id is no UUID.
    #[error("the id of the address is malformed")]
    MalformedEmailId,
    /// There is no such address.
    #[error("no such address")]
    UnknownEmail,
    /// The user has no primary address, and none was named.
    #[error("no address named")]
    NoEmail,
    /// The address belongs to another user (contract B-3).
    #[error("the address belongs to another user")]
    ForeignEmail,
    /// The session that came along is another user's.
    #[error("the session belongs to another user")]
    ForeignSession,
    /// The mail server did not take the mail; only with inline delivery. The passcode stays.
    #[error("the mail was not accepted: {0}")]
    NotDelivered(crate::outbox::DeliveryError),
    /// An adapter failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// How codes reach people.
#[derive(Clone)]
pub enum MailDelivery {
    /// Through the outbox; the signal wakes whoever delivers.
    Outbox(Arc<dyn OutboxSignal>),
    /// Within the request, as the reference does it.
    Inline(Arc<dyn Mailer>),
    /// Not at all.
    Off,
}

/// Makes a passcode and sends its code.
pub struct InitializePasscodeLogin {
    /// Where passcodes are.
    pub storage: Arc<dyn Storage>,
    /// Hashes codes.
    pub hasher: Arc<dyn CodeHasher>,
    /// Tells others.
    pub webhooks: Arc<Webhooks>,
    /// How mail goes out.
    pub delivery: MailDelivery,
    /// Counts codes and mails.
    pub limiter: Arc<dyn RateLimiter>,
    /// The limits in force.
    pub limits: RateLimits,
    /// Records what happened.
    pub audit: Arc<AuditLog>,
    /// For codes and ids.
    pub random: Arc<dyn Random>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Lifetime of a code in seconds.
    pub lifetime_seconds: i32,
}

type Refusal = InitializePasscodeLoginError;

impl InitializePasscodeLogin {
    /// Sends a code; other open codes of the user stay good. With the outbox, the answer does not wait for
    /// the mail server.
    #[tracing::instrument(name = "passcode.initialize_login", skip_all, fields(user.id = %request.user_id))]
    pub fn execute(&self, request: &InitializeRequest) -> Limited<Result<OpenedPasscode, Refusal>> {
        let mut allowance = None;
        let outcome = self.run(request, &mut allowance);
        if let Err(Refusal::AccountHeld(held)) = &outcome {
            allowance = Some(*held);
        }
        Limited { allowance, outcome }
    }

    fn run(
        &self,
        request: &InitializeRequest,
        allowance: &mut Option<Allowance>,
    ) -> Result<OpenedPasscode, Refusal> {
        let now = self.clock.now();
        let user = self.storage.direct()?.users().with_primary_email(request.user_id)?;
        let Some(user) = user else {
            self.record_unknown_user(&request.caller, now)?;
            return Err(Refusal::UnknownUser);
        };
        self.check_passcode_limit(request, allowance, now)?;
        let email = self.choose_email(request, &user)?;
        if request.session_user.is_some_and(|session_user| session_user != request.user_id) {
            return Err(Refusal::ForeignSession);
        }
        if email.user_id.is_some_and(|owner| owner != request.user_id) {
            return Err(Refusal::ForeignEmail);
        }
        self.check_mail_limit(&email, allowance, now)?;
        self.send(request, &user, email, now)
    }

    fn check_passcode_limit(
        &self,
        request: &InitializeRequest,
        allowance: &mut Option<Allowance>,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let Some(limit) = &self.limits.passcode else { return Ok(()) };
        let key = format!("passcode/{}/{}", request.user_id, request.caller.ip_address);
        let taken = allowance.insert(self.limiter.take(&key, limit, now)?);
        if taken.is_allowed { Ok(()) } else { Err(Refusal::TooManyRequests) }
    }

    /// Anybody can name an address that nobody has proven, so its owner gets few mails (contract B-33).
    fn check_mail_limit(
        &self,
        email: &Email,
        allowance: &mut Option<Allowance>,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let Some(limit) = &self.limits.mail else { return Ok(()) };
        if email.is_verified {
            return Ok(());
        }
        let taken = self.limiter.take(&format!("mail/{}", email.address.as_str()), limit, now)?;
        if taken.is_allowed {
            return Ok(());
        }
        *allowance = Some(taken);
        Err(Refusal::TooManyRequests)
    }

    fn choose_email(
        &self,
        request: &InitializeRequest,
        user: &UserWithPrimaryEmail,
    ) -> Result<Email, Refusal> {
        let named = match &request.email_id {
            Some(text) => Some(parse(text)?).filter(|id| !id.is_nil()),
            None => None,
        };
        let id = match (named, &user.primary_email, request.email_id_cookie.as_deref()) {
            (Some(id), _, _) => id,
            (None, Some(primary), _) => return Ok(primary.clone()),
            (None, None, None | Some("")) => return Err(Refusal::NoEmail),
            (None, None, Some(text)) => parse(text)?,
        };
        if let Some(primary) = user.primary_email.as_ref().filter(|primary| primary.id == id) {
            return Ok(primary.clone());
        }
        self.storage.direct()?.emails().find(id)?.ok_or(Refusal::UnknownEmail)
    }

    fn send(
        &self,
        request: &InitializeRequest,
        user: &UserWithPrimaryEmail,
        email: Email,
        now: Timestamp,
    ) -> Result<OpenedPasscode, Refusal> {
        let random = self.random.as_ref();
        let code = Code::draw(random)?;
        let id = PasscodeId::draw(random)?;
        let passcode = Passcode {
            id,
            user_id: user.user_id,
            email_id: email.id,
            lifetime_seconds: self.lifetime_seconds,
            code_hash: self.hasher.hash(id, &code)?,
            created_at: now,
        };
        let actor = Actor { user_id: user.user_id, email: primary_address(user) };
        let event = AuditEvent::PasscodeLoginInitSucceeded;
        let record = [self.audit.record(event, None, Some(&actor), &request.caller, now)?];
        let mail = PasscodeMail {
            to: email.address,
            language: request.language,
            code,
            lifetime_seconds: self.lifetime_seconds,
        };

        let mut work = self.storage.begin()?;
        match work.passcodes().add(&passcode, self.limits.guesses.as_ref())? {
            Added::Stored => {}
            Added::Held(allowance) => return Err(Refusal::AccountHeld(allowance)),
            Added::Gone => return Err(Refusal::UnknownUser),
        }
        if let MailDelivery::Outbox(_) = self.delivery {
            work.outbox().add(&NewMessage {
                id: OutboxId::draw(random)?,
                message: OutboxMessage::PasscodeMail(mail.clone()),
                created_at: now,
                expires_at: passcode.expires_at(),
            })?;
        }
        self.announce(work.as_mut(), request, &mail, &passcode, now)?;
        self.audit.store(work.as_mut(), &record)?;
        work.commit()?;
        self.audit.show(&record);
        self.webhooks.wake();
        match &self.delivery {
            MailDelivery::Outbox(signal) => signal.wake(),
            MailDelivery::Inline(mailer) => mailer.deliver(&mail).map_err(Refusal::NotDelivered)?,
            MailDelivery::Off => {}
        }
        Ok(OpenedPasscode { id, lifetime_seconds: self.lifetime_seconds, created_at: now })
    }

    fn announce(
        &self,
        work: &mut dyn UnitOfWork,
        request: &InitializeRequest,
        mail: &PasscodeMail,
        passcode: &Passcode,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let announcement = MailAnnouncement {
            to: mail.to.clone(),
            code: mail.code.clone(),
            lifetime_seconds: mail.lifetime_seconds,
            valid_until: passcode.expires_at(),
            mail: mail.clone(),
            is_delivered_here: !matches!(self.delivery, MailDelivery::Off),
            accept_language: request.accept_language.clone(),
        };
        self.webhooks.tell_of_mail(work, &announcement, now)
    }

    fn record_unknown_user(&self, caller: &Caller, now: Timestamp) -> Result<(), Fault> {
        let event = AuditEvent::PasscodeLoginInitFailed;
        let record = [self.audit.record(event, Some("unknown user"), None, caller, now)?];
        self.audit.store_directly(self.storage.as_ref(), &record)
    }
}

fn parse(text: &str) -> Result<EmailId, Refusal> {
    EmailId::parse_lenient(text).ok_or(Refusal::MalformedEmailId)
}

fn primary_address(user: &UserWithPrimaryEmail) -> Option<EmailAddress> {
    user.primary_email.as_ref().map(|email| email.address.clone())
}
