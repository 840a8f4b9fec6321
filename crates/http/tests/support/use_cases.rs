//! The use cases over fakes.

use std::sync::Arc;

use chrono::TimeDelta;
use inkan_domain::audit::AuditLog;
use inkan_domain::fakes::{FakeCodeHasher, FakeRateLimiter, FakeSessionTokens, FixedClock};
use inkan_domain::passcode::{FinalizePasscodeLogin, InitializePasscodeLogin, MailDelivery};
use inkan_domain::session::{
    Authenticate, Logout, SessionOpening, SessionPolicy, SessionTokens, ValidateSession,
};
use inkan_domain::user::{CreateUser, FindUserByEmail, GetProfile};
use inkan_domain::{Clock, Random, Storage};
use inkan_http::UseCases;

use super::Options;

/// Opens sessions of twelve hours.
pub(super) fn opening(random: &Arc<dyn Random>, idle_timeout: Option<TimeDelta>) -> Arc<SessionOpening> {
    Arc::new(SessionOpening {
        tokens: Arc::new(FakeSessionTokens::default()),
        random: Arc::clone(random),
        policy: SessionPolicy {
            lifespan: TimeDelta::hours(12),
            idle_timeout,
            limit: 5,
            acquire_ip_address: true,
            acquire_user_agent: true,
        },
    })
}

/// All of them over the same fakes.
pub(super) fn use_cases(
    options: &Options,
    storage: Arc<dyn Storage>,
    clock: &Arc<FixedClock>,
    random: &Arc<dyn Random>,
    opening: &Arc<SessionOpening>,
) -> UseCases {
    let clock: Arc<dyn Clock> = Arc::clone(clock) as Arc<dyn Clock>;
    let tokens: Arc<dyn SessionTokens> = Arc::clone(&opening.tokens);
    let limiter = Arc::new(FakeRateLimiter::default());
    let audit = AuditLog { is_stored: true, is_masked: true, console: None, random: Arc::clone(random) };
    let audit = Arc::new(audit);
    let authenticate = Arc::new(Authenticate {
        storage: Arc::clone(&storage),
        tokens,
        clock: Arc::clone(&clock),
        policy: opening.policy.clone(),
    });
    UseCases {
        authenticate: Arc::clone(&authenticate),
        create_user: CreateUser {
            storage: Arc::clone(&storage),
            opening: Arc::clone(opening),
            audit: Arc::clone(&audit),
            limiter: limiter.clone(),
            limits: options.limits,
            random: Arc::clone(random),
            clock: Arc::clone(&clock),
            allow_signup: options.allow_signup,
            require_verification: options.require_verification,
        },
        find_user_by_email: FindUserByEmail {
            storage: Arc::clone(&storage),
            limiter: limiter.clone(),
            limits: options.limits,
            clock: Arc::clone(&clock),
        },
        get_profile: GetProfile { storage: Arc::clone(&storage) },
        initialize_passcode_login: InitializePasscodeLogin {
            storage: Arc::clone(&storage),
            hasher: Arc::new(FakeCodeHasher),
            delivery: MailDelivery::Off,
            limiter: limiter.clone(),
            limits: options.limits,
            audit: Arc::clone(&audit),
            random: Arc::clone(random),
            clock: Arc::clone(&clock),
            lifetime_seconds: 300,
        },
        finalize_passcode_login: FinalizePasscodeLogin {
            storage: Arc::clone(&storage),
            hasher: Arc::new(FakeCodeHasher),
            opening: Arc::clone(opening),
            limiter,
            limits: options.limits,
            audit: Arc::clone(&audit),
            clock: Arc::clone(&clock),
            most_emails: 2,
        },
        validate_session: ValidateSession { authenticate },
        logout: Logout { storage, audit, clock },
    }
}
