//! The use cases over fakes, wired as the server wires them over adapters.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{
    CountingRandom, FakeCodeHasher, FakeEventRenderer, FakeKeyCodec, FakeMailer, FakePasswordHasher,
    FakeRateLimiter, FakeSessionTokens, FakeStatusListTokens, FakeStorage, FixedClock, moment,
};
use crate::admin::{AdminCreateUser, ListAuditLogs};
use crate::api_key::AuthorizeAdmin;
use crate::audit::AuditLog;
use crate::email::{CreateEmail, DeleteEmail, SetPrimaryEmail};
use crate::one_time_token::ExchangeToken;
use crate::outbox::{DeliverOutbox, OutboxSignal};
use crate::passcode::{FinalizePasscodeLogin, InitializePasscodeLogin, MailDelivery};
use crate::password::{LoginWithPassword, SetPassword};
use crate::rate_limit::RateLimits;
use crate::session::{Authenticate, Logout, SessionOpening, SessionPolicy, StatusIssuing, ValidateSession};
use crate::status_list::{GetStatusList, StatusListPolicy, StatusListUri};
use crate::user::{CreateUser, DeleteUser, FindUserByEmail, GetProfile};
use crate::webhook::Webhooks;

/// Fakes and settings; tests change what they are about and then ask for a use case.
pub struct Bench {
    /// The rows.
    pub storage: Arc<FakeStorage>,
    /// Stands at `moment(0)`.
    pub clock: Arc<FixedClock>,
    /// Never the same twice.
    pub random: Arc<CountingRandom>,
    /// Signs.
    pub tokens: Arc<FakeSessionTokens>,
    /// Keeps mails.
    pub mailer: Arc<FakeMailer>,
    /// Counts requests.
    pub limiter: Arc<FakeRateLimiter>,
    /// No limits at first.
    pub limits: RateLimits,
    /// Twelve hours, five sessions, no idle timeout.
    pub policy: SessionPolicy,
    /// Through the outbox at first.
    pub delivery: MailDelivery,
    /// Whether anybody may sign up.
    pub allow_signup: bool,
    /// Whether addresses must be proven.
    pub require_verification: bool,
    /// Addresses that a user may have.
    pub most_emails: i64,
    /// Hooks of the configuration: URL and subscribed texts.
    pub hooks: Vec<(String, Vec<String>)>,
    /// Signs status lists.
    pub list_tokens: Arc<FakeStatusListTokens>,
    /// Where status lists are fetched; `None` at first, which switches them off.
    pub status_list_uri: Option<StatusListUri>,
}

struct Deaf;

impl OutboxSignal for Deaf {
    fn wake(&self) {}
}

impl Default for Bench {
    fn default() -> Self {
        Self {
            storage: Arc::default(),
            clock: Arc::new(FixedClock::at(moment(0))),
            random: Arc::default(),
            tokens: Arc::default(),
            mailer: Arc::default(),
            limiter: Arc::default(),
            limits: RateLimits::default(),
            policy: SessionPolicy {
                lifespan: TimeDelta::hours(12),
                idle_timeout: None,
                limit: 5,
                acquire_ip_address: true,
                acquire_user_agent: true,
            },
            delivery: MailDelivery::Outbox(Arc::new(Deaf)),
            allow_signup: true,
            require_verification: true,
            most_emails: 5,
            hooks: Vec::new(),
            list_tokens: Arc::default(),
            status_list_uri: None,
        }
    }
}

impl Bench {
    /// `POST /users`.
    #[must_use]
    pub fn create_user(&self) -> CreateUser {
        CreateUser {
            storage: self.storage.clone(),
            opening: self.opening(),
            audit: self.audit(),
            webhooks: self.webhooks(),
            limiter: self.limiter.clone(),
            limits: self.limits,
            random: self.random.clone(),
            clock: self.clock.clone(),
            allow_signup: self.allow_signup,
            require_verification: self.require_verification,
        }
    }

    /// `POST /user`.
    #[must_use]
    pub fn find_user_by_email(&self) -> FindUserByEmail {
        FindUserByEmail {
            storage: self.storage.clone(),
            limiter: self.limiter.clone(),
            limits: self.limits,
            clock: self.clock.clone(),
        }
    }

    /// `GET /me`.
    #[must_use]
    pub fn get_profile(&self) -> GetProfile {
        GetProfile { storage: self.storage.clone() }
    }

    /// `POST /passcode/login/initialize`.
    #[must_use]
    pub fn initialize_passcode_login(&self) -> InitializePasscodeLogin {
        InitializePasscodeLogin {
            storage: self.storage.clone(),
            hasher: Arc::new(FakeCodeHasher),
            webhooks: self.webhooks(),
            delivery: self.delivery.clone(),
            limiter: self.limiter.clone(),
            limits: self.limits,
            audit: self.audit(),
            random: self.random.clone(),
            clock: self.clock.clone(),
            lifetime_seconds: 300,
        }
    }

    /// `POST /passcode/login/finalize`.
    #[must_use]
    pub fn finalize_passcode_login(&self) -> FinalizePasscodeLogin {
        FinalizePasscodeLogin {
            storage: self.storage.clone(),
            hasher: Arc::new(FakeCodeHasher),
            opening: self.opening(),
            webhooks: self.webhooks(),
            limiter: self.limiter.clone(),
            limits: self.limits,
            audit: self.audit(),
            clock: self.clock.clone(),
            most_emails: self.most_emails,
            require_verification: self.require_verification,
        }
    }

    /// Who sent a request.
    #[must_use]
    pub fn authenticate(&self) -> Arc<Authenticate> {
        Arc::new(Authenticate {
            storage: self.storage.clone(),
            tokens: self.tokens.clone(),
            clock: self.clock.clone(),
            policy: self.policy.clone(),
        })
    }

    /// `GET` and `POST /sessions/validate`.
    #[must_use]
    pub fn validate_session(&self) -> ValidateSession {
        ValidateSession { authenticate: self.authenticate() }
    }

    /// `POST /logout`.
    #[must_use]
    pub fn logout(&self) -> Logout {
        Logout { storage: self.storage.clone(), audit: self.audit(), clock: self.clock.clone() }
    }

    /// The worker's round.
    #[must_use]
    pub fn deliver_outbox(&self) -> DeliverOutbox {
        DeliverOutbox {
            storage: self.storage.clone(),
            mailer: self.mailer.clone(),
            clock: self.clock.clone(),
            random: self.random.clone(),
            most: 8,
            lease: TimeDelta::seconds(30),
            longest_delivery: TimeDelta::seconds(15),
        }
    }

    /// `PUT /password`, eight characters at least.
    #[must_use]
    pub fn set_password(&self) -> SetPassword {
        SetPassword {
            storage: self.storage.clone(),
            hasher: Arc::new(FakePasswordHasher),
            audit: self.audit(),
            random: self.random.clone(),
            clock: self.clock.clone(),
            min_length: 8,
        }
    }

    /// `POST /password/login`.
    #[must_use]
    pub fn login_with_password(&self) -> LoginWithPassword {
        LoginWithPassword {
            storage: self.storage.clone(),
            hasher: Arc::new(FakePasswordHasher),
            opening: self.opening(),
            limiter: self.limiter.clone(),
            limits: self.limits,
            audit: self.audit(),
            clock: self.clock.clone(),
        }
    }

    /// `POST /emails`.
    #[must_use]
    pub fn create_email(&self) -> CreateEmail {
        CreateEmail {
            storage: self.storage.clone(),
            audit: self.audit(),
            webhooks: self.webhooks(),
            random: self.random.clone(),
            clock: self.clock.clone(),
            most_emails: self.most_emails,
            require_verification: self.require_verification,
        }
    }

    /// `POST /emails/{id}/set_primary`.
    #[must_use]
    pub fn set_primary_email(&self) -> SetPrimaryEmail {
        SetPrimaryEmail {
            storage: self.storage.clone(),
            audit: self.audit(),
            webhooks: self.webhooks(),
            random: self.random.clone(),
            clock: self.clock.clone(),
        }
    }

    /// `DELETE /emails/{id}`.
    #[must_use]
    pub fn delete_email(&self) -> DeleteEmail {
        DeleteEmail {
            storage: self.storage.clone(),
            audit: self.audit(),
            webhooks: self.webhooks(),
            clock: self.clock.clone(),
        }
    }

    /// `DELETE /user`.
    #[must_use]
    pub fn delete_user(&self) -> DeleteUser {
        DeleteUser {
            storage: self.storage.clone(),
            audit: self.audit(),
            webhooks: self.webhooks(),
            clock: self.clock.clone(),
        }
    }

    /// `POST /token`.
    #[must_use]
    pub fn exchange_token(&self) -> ExchangeToken {
        ExchangeToken {
            storage: self.storage.clone(),
            opening: self.opening(),
            limiter: self.limiter.clone(),
            limits: self.limits,
            audit: self.audit(),
            clock: self.clock.clone(),
        }
    }

    /// `POST /users` of the admin API.
    #[must_use]
    pub fn admin_create_user(&self) -> AdminCreateUser {
        AdminCreateUser {
            storage: self.storage.clone(),
            webhooks: self.webhooks(),
            random: self.random.clone(),
            clock: self.clock.clone(),
        }
    }

    /// `GET /audit_logs` of the admin API.
    #[must_use]
    pub fn list_audit_logs(&self) -> ListAuditLogs {
        ListAuditLogs { storage: self.storage.clone() }
    }

    /// Who may use the admin API: keys whose digest is their first 32 bytes.
    #[must_use]
    pub fn authorize_admin(&self, is_open: bool) -> AuthorizeAdmin {
        AuthorizeAdmin {
            storage: self.storage.clone(),
            clock: self.clock.clone(),
            codec: Arc::new(FakeKeyCodec),
            configured: Vec::new(),
            is_open,
        }
    }

    /// `GET /.well-known/status-lists/{list}`, fifteen seconds; `None` when they are switched off.
    #[must_use]
    pub fn get_status_list(&self) -> Option<GetStatusList> {
        let policy = StatusListPolicy {
            uri: self.status_list_uri.clone()?,
            ttl_seconds: 15,
            idle_timeout: self.policy.idle_timeout,
        };
        let tokens = self.list_tokens.clone();
        Some(GetStatusList::new(self.storage.clone(), tokens, self.clock.clone(), policy))
    }

    /// The hooks: those of the configuration are on when a test puts them in.
    fn webhooks(&self) -> Arc<Webhooks> {
        Arc::new(Webhooks {
            configured: self.hooks.clone(),
            renderer: Arc::new(FakeEventRenderer),
            random: self.random.clone(),
            signal: Arc::new(Deaf),
        })
    }

    /// How logins open sessions.
    #[must_use]
    pub fn opening(&self) -> Arc<SessionOpening> {
        let statuses = self.status_list_uri.clone();
        Arc::new(SessionOpening {
            tokens: self.tokens.clone(),
            random: self.random.clone(),
            policy: self.policy.clone(),
            statuses: statuses.map(|uri| StatusIssuing { storage: self.storage.clone(), uri }),
        })
    }

    fn audit(&self) -> Arc<AuditLog> {
        Arc::new(AuditLog { is_stored: true, is_masked: true, console: None, random: self.random.clone() })
    }
}
