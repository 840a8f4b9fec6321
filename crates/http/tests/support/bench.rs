//! Wires the public API to fakes.

use std::sync::Arc;
use std::time::Duration;

use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::test::{TestRequest, init_service};
use actix_web::web::Data;
use chrono::TimeDelta;
use inkan_domain::email::{Email, EmailAddress};
use inkan_domain::fakes::{Bench as DomainBench, FakeCodeHasher, FakeStorage, FixedClock, id, moment};
use inkan_domain::passcode::{Code, CodeHasher, Passcode};
use inkan_domain::rate_limit::RateLimits;
use inkan_domain::session::EmailClaim;
use inkan_domain::status_list::StatusListUri;
use inkan_domain::{Caller, Clock, EmailId, Fault, PasscodeId, Storage, UserId};
use inkan_http::{
    AdminApi, AdminSettings, Admission, JwkSetSource, Metrics, PublicApi, PublicSettings, PublishedJwkSet,
    Readiness, admin_app, public_app,
};

use super::Reply;
use super::settings::settings;
use super::use_cases::{admin_use_cases, over, use_cases};

/// What a test wants other than usual.
#[expect(clippy::struct_excessive_bools, reason = "independent switches")]
pub(crate) struct Options {
    pub(crate) settings: PublicSettings,
    pub(crate) limits: RateLimits,
    pub(crate) idle_timeout: Option<TimeDelta>,
    pub(crate) allow_signup: bool,
    pub(crate) require_verification: bool,
    pub(crate) most_emails: i64,
    pub(crate) status_list_uri: Option<StatusListUri>,
    pub(crate) places: usize,
    pub(crate) most_hashing: usize,
    pub(crate) admin_is_open: bool,
    pub(crate) admin: AdminSettings,
    pub(crate) check: fn() -> Result<(), Fault>,
    pub(crate) storage_override: Option<Arc<dyn Storage>>,
    pub(crate) is_started: bool,
}

/// The API and the fakes behind it.
pub(crate) struct Bench {
    pub(crate) api: Data<PublicApi>,
    pub(crate) storage: Arc<FakeStorage>,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) readiness: Arc<Readiness>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) hashing: Arc<Admission>,
    admin: Data<AdminApi>,
    domain: DomainBench,
}

struct JwkSet(Arc<PublishedJwkSet>);

impl JwkSetSource for JwkSet {
    fn current(&self) -> Arc<PublishedJwkSet> {
        Arc::clone(&self.0)
    }

    fn max_age(&self) -> u64 {
        600
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
            most_emails: 2,
            status_list_uri: None,
            places: 4,
            most_hashing: 4,
            admin_is_open: false,
            admin: AdminSettings {
                trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
                ..AdminSettings::default()
            },
            check: || Ok(()),
            storage_override: None,
            is_started: true,
        }
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
        let domain = DomainBench {
            limits: options.limits,
            allow_signup: options.allow_signup,
            require_verification: options.require_verification,
            most_emails: options.most_emails,
            status_list_uri: options.status_list_uri,
            ..DomainBench::default()
        };
        let policy = inkan_domain::session::SessionPolicy {
            idle_timeout: options.idle_timeout,
            ..domain.policy.clone()
        };
        let domain = DomainBench { policy, ..domain };
        let metrics = Arc::new(Metrics::new("1.2.3").unwrap());
        let readiness = Arc::new(Readiness::new(options.check));
        let timeout = Duration::from_millis(20);
        let hashing = Arc::new(Admission::with_queue(1, timeout, options.most_hashing));
        let api = PublicApi::new(
            options.settings,
            Arc::new(Admission::new(options.places, timeout)),
            Arc::clone(&hashing),
            Arc::clone(&readiness),
            Arc::clone(&metrics),
            domain.random.clone(),
        );
        let admin = AdminApi::new(
            options.admin,
            Arc::new(Admission::new(options.places, timeout)),
            Arc::clone(&readiness),
            Arc::clone(&metrics),
            domain.random.clone(),
        );
        let api = api.unwrap();
        if options.is_started {
            let use_cases = options
                .storage_override
                .map_or_else(|| use_cases(&domain), |storage| over(&storage, &domain));
            let jwk_set = PublishedJwkSet::new("{\"keys\":[]}".to_owned(), "first");
            api.start(use_cases, Arc::new(JwkSet(Arc::new(jwk_set))));
            admin.start(admin_use_cases(&domain, options.admin_is_open));
            readiness.start();
        }
        Self {
            api: Data::new(api),
            storage: domain.storage.clone(),
            clock: domain.clock.clone(),
            readiness,
            metrics,
            hashing,
            admin: Data::new(admin),
            domain,
        }
    }

    /// Sends a request from 127.0.0.1 to the admin listener.
    pub(crate) async fn call_admin(&self, request: TestRequest) -> Reply {
        let app = init_service(admin_app(&self.admin)).await;
        let request = request.peer_addr("127.0.0.1:4000".parse().unwrap()).to_request();
        reply(app.call(request).await.unwrap()).await
    }

    /// Sends a request from 127.0.0.1 through all layers.
    pub(crate) async fn call(&self, request: TestRequest) -> Reply {
        let app = init_service(public_app(&self.api)).await;
        let request = request.peer_addr("127.0.0.1:4000".parse().unwrap()).to_request();
        reply(app.call(request).await.unwrap()).await
    }

    /// All metrics.
    pub(crate) async fn metrics_text(&self) -> String {
        let request = TestRequest::get().uri("/metrics");
        self.call_admin(request).await.text
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
        self.user_with_id(UserId::new(id(number)), number + 1000)
    }

    /// The same with this id and this number of its address.
    pub(crate) fn user_with_id(&self, user_id: UserId, address: u128) -> UserId {
        self.storage.with(|state| state.users.insert(user_id, moment(0)));
        let address = self.email(address, Some(user_id));
        self.storage.with(|state| state.emails.get_mut(&address).unwrap().is_primary = true);
        user_id
    }

    /// Sends a request with a body as the bearer of a token.
    pub(crate) async fn send_as(&self, token: &str, request: TestRequest) -> Reply {
        self.call(request.insert_header(("authorization", format!("Bearer {token}")))).await
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
            updated_at: moment(0),
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
        let opening = self.domain.opening();
        let opened = opening.prepare(user_id, Some(email), &Caller::default(), self.clock.now()).unwrap();
        let mut work = self.storage.begin().unwrap();
        opening.store(work.as_mut(), &opened).unwrap();
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

async fn reply(response: ServiceResponse<BoxBody>) -> Reply {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = to_bytes(response.into_body()).await.unwrap();
    Reply { status, headers, text: String::from_utf8(body.to_vec()).unwrap() }
}

/// A request with a JSON body and its length.
pub(crate) fn post(path: &str, body: &str) -> TestRequest {
    with_body(TestRequest::post().uri(path), body)
}

/// The same with `PUT`.
pub(crate) fn put(path: &str, body: &str) -> TestRequest {
    with_body(TestRequest::put().uri(path), body)
}

/// Adds a JSON body and its length.
fn with_body(request: TestRequest, body: &str) -> TestRequest {
    request
        .insert_header(("content-type", "application/json"))
        .insert_header(("content-length", body.len()))
        .set_payload(body.to_owned())
}
