//! Wires the public API to fakes.

use std::sync::Arc;
use std::time::Duration;

use actix_web::body::to_bytes;
use actix_web::dev::Service;
use actix_web::test::{TestRequest, init_service};
use actix_web::web::Data;
use chrono::TimeDelta;
use inkan_domain::audit::AuditLog;
use inkan_domain::email::{Email, EmailAddress};
use inkan_domain::fakes::{
    CountingRandom, FakeCodeHasher, FakeRateLimiter, FakeSessionTokens, FakeStorage, FixedClock, id, moment,
};
use inkan_domain::passcode::{
    Code, CodeHasher, FinalizePasscodeLogin, InitializePasscodeLogin, MailDelivery, Passcode,
};
use inkan_domain::rate_limit::RateLimits;
use inkan_domain::session::{
    Authenticate, EmailClaim, Logout, SessionOpening, SessionPolicy, SessionTokens, ValidateSession,
};
use inkan_domain::user::{CreateUser, FindUserByEmail, GetProfile};
use inkan_domain::{Caller, Clock, EmailId, Fault, PasscodeId, Random, Storage, UserId};
use inkan_http::{
    Admission, ConfigurationDocument, CookieSettings, CorsSettings, JwkSetSource, Metrics, MfaSettings,
    PublicApi, PublicSettings, PublishedJwkSet, Readiness, SameSite, UseCases, public_app,
};

use super::Reply;

/// What a test wants other than usual.
pub(crate) struct Options {
    pub(crate) settings: PublicSettings,
    pub(crate) limits: RateLimits,
    pub(crate) idle_timeout: Option<TimeDelta>,
    pub(crate) allow_signup: bool,
    pub(crate) require_verification: bool,
    pub(crate) places: usize,
    pub(crate) check: fn() -> Result<(), Fault>,
    pub(crate) storage_override: Option<Arc<dyn Storage>>,
}

/// The API and the fakes behind it.
pub(crate) struct Bench {
    pub(crate) api: Data<PublicApi>,
    pub(crate) storage: Arc<FakeStorage>,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) readiness: Arc<Readiness>,
    pub(crate) metrics: Arc<Metrics>,
    opening: Arc<SessionOpening>,
}

struct JwkSet(Arc<PublishedJwkSet>);

impl JwkSetSource for JwkSet {
    fn current(&self) -> Arc<PublishedJwkSet> {
        Arc::clone(&self.0)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            settings: settings(),
            limits: RateLimits::default(),
            idle_timeout: None,
            allow_signup: true,
            require_verification: true,
            places: 4,
            check: || Ok(()),
            storage_override: None,
        }
    }
}

fn settings() -> PublicSettings {
    PublicSettings {
        cors: CorsSettings {
            allow_origins: vec!["http://localhost:8888".to_owned()],
            unsafe_wildcard_origin_allowed: false,
        },
        trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
        cookie: CookieSettings {
            name: "hanko".to_owned(),
            domain: None,
            http_only: true,
            secure: true,
            same_site: Some(SameSite::Strict),
        },
        enable_auth_token_header: false,
        configuration_document: ConfigurationDocument {
            password_enabled: true,
            min_password_length: 8,
            require_verification: true,
            most_emails: 5,
            providers: Vec::new(),
            allow_deletion: false,
            allow_signup: true,
            use_enterprise: false,
        },
        passcode_operations_enabled: true,
        passkey_enabled: true,
        mfa: MfaSettings { enabled: false, totp_enabled: true, security_keys_enabled: true },
        provider_names: std::collections::HashMap::new(),
        body_limit: PublicSettings::BODY_LIMIT,
        body_timeout: PublicSettings::BODY_TIMEOUT,
        log_health_and_metrics: false,
        metrics_hosts: vec!["auth.test".to_owned()],
    }
}

impl Bench {
    /// As usual.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// As usual but for what the function changes.
    pub(crate) fn with(change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options::default();
        change(&mut options);
        let storage = Arc::new(FakeStorage::default());
        let clock = Arc::new(FixedClock::at(moment(0)));
        let random: Arc<dyn Random> = Arc::new(CountingRandom::default());
        let metrics = Arc::new(Metrics::new("1.2.3").unwrap());
        let readiness = Arc::new(Readiness::new(options.check));
        let opening = opening(&random, options.idle_timeout);
        let used_storage = options.storage_override.take().unwrap_or_else(|| storage.clone());
        let use_cases = use_cases(&options, used_storage, &clock, &random, &opening);
        let jwk_set = PublishedJwkSet::new("{\"keys\":[]}".to_owned(), "first");
        let api = PublicApi::new(
            options.settings,
            use_cases,
            Arc::new(Admission::new(options.places, Duration::from_millis(20))),
            Arc::new(JwkSet(Arc::new(jwk_set))),
            Arc::clone(&readiness),
            Arc::clone(&metrics),
            random,
        );
        Self { api: Data::new(api.unwrap()), storage, clock, readiness, metrics, opening }
    }

    /// Sends a request from 127.0.0.1 through all layers.
    pub(crate) async fn call(&self, request: TestRequest) -> Reply {
        let app = init_service(public_app(&self.api)).await;
        let request = request.peer_addr("127.0.0.1:4000".parse().unwrap()).to_request();
        let response = app.call(request).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = to_bytes(response.into_body()).await.unwrap();
        Reply { status, headers, text: String::from_utf8(body.to_vec()).unwrap() }
    }

    /// Posts a JSON text.
    pub(crate) async fn post(&self, path: &str, body: &str) -> Reply {
        self.call(post(path, body)).await
    }

    /// Gets a path as the bearer of a token.
    pub(crate) async fn get_as(&self, token: &str, path: &str) -> Reply {
        self.call(TestRequest::get().uri(path).insert_header(("authorization", format!("Bearer {token}"))))
            .await
    }

    /// An account with a proven primary address.
    pub(crate) fn user(&self, number: u128) -> UserId {
        let user_id = UserId::new(id(number));
        self.storage.with(|state| state.users.insert(user_id, moment(0)));
        let address = self.email(number + 1000, Some(user_id));
        self.storage.with(|state| state.emails.get_mut(&address).unwrap().is_primary = true);
        user_id
    }

    /// An account without anything.
    pub(crate) fn bare_user(&self, number: u128) -> UserId {
        let user_id = UserId::new(id(number));
        self.storage.with(|state| state.users.insert(user_id, moment(0)));
        user_id
    }

    /// The address `x<number>@inkan.test`, proven when it is somebody's.
    pub(crate) fn email(&self, number: u128, user_id: Option<UserId>) -> EmailId {
        let email_id = EmailId::new(id(number));
        let email = Email {
            id: email_id,
            user_id,
            address: EmailAddress::stored(format!("x{number}@inkan.test")),
            is_verified: user_id.is_some(),
            is_primary: false,
            created_at: moment(0),
        };
        self.storage.with(|state| state.emails.insert(email_id, email));
        email_id
    }

    /// Logs the user in and gives the token.
    pub(crate) fn token(&self, user_id: UserId) -> String {
        let email = EmailClaim {
            address: EmailAddress::stored("x@inkan.test".to_owned()),
            is_primary: true,
            is_verified: true,
        };
        let opened =
            self.opening.prepare(user_id, Some(email), &Caller::default(), self.clock.now()).unwrap();
        let mut work = self.storage.begin().unwrap();
        self.opening.store(work.as_mut(), &opened).unwrap();
        work.commit().unwrap();
        opened.token.expose().to_owned()
    }

    /// A passcode with the code 123456.
    pub(crate) fn passcode(&self, number: u128, user_id: UserId, email_id: EmailId) -> PasscodeId {
        let passcode_id = PasscodeId::new(id(number));
        let passcode = Passcode {
            id: passcode_id,
            user_id,
            email_id,
            lifetime_seconds: 300,
            code_hash: FakeCodeHasher.hash(passcode_id, &Code::typed("123456".to_owned())).unwrap(),
            created_at: moment(0),
        };
        self.storage.with(|state| state.passcodes.insert(passcode_id, (passcode, 0)));
        passcode_id
    }
}

/// A request with a JSON body and its length.
pub(crate) fn post(path: &str, body: &str) -> TestRequest {
    TestRequest::post()
        .uri(path)
        .insert_header(("content-type", "application/json"))
        .insert_header(("content-length", body.len()))
        .set_payload(body.to_owned())
}

fn opening(random: &Arc<dyn Random>, idle_timeout: Option<TimeDelta>) -> Arc<SessionOpening> {
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

fn use_cases(
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
