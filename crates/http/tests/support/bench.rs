//! Wires the public API to fakes.

use std::sync::Arc;
use std::time::Duration;

use actix_web::body::to_bytes;
use actix_web::dev::Service;
use actix_web::test::{TestRequest, init_service};
use actix_web::web::Data;
use chrono::TimeDelta;
use inkan_domain::email::{Email, EmailAddress};
use inkan_domain::fakes::{CountingRandom, FakeCodeHasher, FakeStorage, FixedClock, id, moment};
use inkan_domain::passcode::{Code, CodeHasher, Passcode};
use inkan_domain::rate_limit::RateLimits;
use inkan_domain::session::{EmailClaim, SessionOpening};
use inkan_domain::{Caller, Clock, EmailId, Fault, PasscodeId, Random, Storage, UserId};
use inkan_http::{
    Admission, JwkSetSource, Metrics, PublicApi, PublicSettings, PublishedJwkSet, Readiness, public_app,
};

use super::Reply;
use super::settings::settings;
use super::use_cases::{opening, use_cases};

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
