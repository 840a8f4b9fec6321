//! The public listener: every path in one table.

use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::guard::GuardContext;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Bytes, Data, ServiceConfig, get, post};
use actix_web::{App, Error, HttpResponse, Resource};
use inkan_domain::{Fault, Random};

use crate::body::BodyLimits;
use crate::error::ApiError;
use crate::metrics::{HostLabels, Metrics};
use crate::middleware::{AllowedOrigins, Cors, Edge, TrustedProxies, guard};
use crate::settings::PublicSettings;
use crate::user::ProfileView;
use crate::well_known::ConfigurationBody;
use crate::{
    Admission, JwkSetSource, Readiness, UseCases, answer, emails, passcode, session, status, user, well_known,
};

/// Everything that the public listener needs; one for all its threads.
pub struct PublicApi {
    pub(crate) settings: PublicSettings,
    pub(crate) use_cases: Arc<UseCases>,
    pub(crate) admission: Arc<Admission>,
    pub(crate) jwk_set: Arc<dyn JwkSetSource>,
    pub(crate) readiness: Data<Readiness>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) origins: AllowedOrigins,
    pub(crate) profile_view: Arc<ProfileView>,
    pub(crate) configuration: Bytes,
    edge: Data<Edge>,
}

impl PublicApi {
    /// Puts settings and use cases together.
    ///
    /// # Errors
    /// When the configuration document cannot be written as JSON.
    pub fn new(
        settings: PublicSettings,
        use_cases: UseCases,
        admission: Arc<Admission>,
        jwk_set: Arc<dyn JwkSetSource>,
        readiness: Arc<Readiness>,
        metrics: Arc<Metrics>,
        random: Arc<dyn Random>,
    ) -> Result<Self, Fault> {
        let cors = Cors::new(&settings.cors, settings.enable_auth_token_header);
        let configuration = answer::document(&ConfigurationBody::from(&settings.configuration_document))
            .map_err(Fault::internal)?;
        let origins = cors.origins.clone();
        let edge = Edge {
            cors: Some(cors),
            cookie: Some(settings.cookie.clone()),
            trusted_proxies: TrustedProxies::new(settings.trusted_proxies.clone()),
            random,
            metrics: Arc::clone(&metrics),
            hosts: HostLabels::new(settings.metrics_hosts.clone()),
            log_health_and_metrics: settings.log_health_and_metrics,
        };
        Ok(Self {
            profile_view: Arc::new(ProfileView::new(&settings)),
            settings,
            use_cases: Arc::new(use_cases),
            admission,
            jwk_set,
            readiness: Data::from(readiness),
            metrics,
            origins,
            configuration,
            edge: Data::new(edge),
        })
    }

    /// Runs one whole use case off the threads that serve connections.
    ///
    /// # Errors
    /// 503 when there is no place for it in time, 500 when it broke.
    pub(crate) async fn run<T, E>(
        &self,
        work: impl FnOnce(&UseCases) -> Result<T, E> + Send + 'static,
    ) -> Result<Result<T, E>, ApiError>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let use_cases = Arc::clone(&self.use_cases);
        self.admission.run(move || work(&use_cases)).await
    }

    pub(crate) fn body_limits(&self) -> BodyLimits {
        BodyLimits { bytes: self.settings.body_limit, timeout: self.settings.body_timeout }
    }
}

/// The application of the public listener, as every thread has its own.
pub fn public_app(
    api: &Data<PublicApi>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    App::new()
        .app_data(Data::clone(api))
        .app_data(Data::clone(&api.edge))
        .app_data(Data::clone(&api.readiness))
        .configure(|config| routes(config, api))
        .default_service(web::to(not_found))
        .wrap(from_fn(guard))
}

/// All operations, in the order of the contract's section 10.
fn routes(config: &mut ServiceConfig, api: &PublicApi) {
    config.service(operation("/users").route(post().to(user::create)));
    if api.settings.passcode_operations_enabled {
        config
            .service(operation("/passcode/login/initialize").route(post().to(passcode::initialize_login)))
            .service(operation("/passcode/login/finalize").route(post().to(passcode::finalize_login)));
    }
    config
        .service(resource("/users/{id}", "/users/:id").route(get().to(user::get)))
        .service(operation("/me").route(get().to(user::get_me)))
        .service(operation("/user").route(post().to(user::find_by_email)))
        .service(resource("/emails/{rest:.*}", "/emails/*").default_service(web::to(emails::not_found)))
        .service(operation("/logout").route(post().to(session::logout)))
        .service(
            operation("/sessions/validate")
                .route(get().to(session::validate))
                .route(post().to(session::validate_token)),
        )
        .service(operation("/.well-known/jwks.json").route(get().to(well_known::jwks)))
        .service(operation("/.well-known/config").route(get().to(well_known::config)));
    status::routes(config);
}

/// A path without parameters, matched byte for byte: escapes in a request do not stand for letters.
pub(crate) fn operation(path: &'static str) -> Resource {
    let is_plain = |context: &GuardContext<'_>| !context.head().uri.path().contains('%');
    resource(path, path).guard(actix_web::guard::fn_guard(is_plain))
}

/// A path with its name in metrics. Other methods than the routed ones are as unknown as other paths
/// (contract 1.1).
fn resource(path: &'static str, name: &'static str) -> Resource {
    web::resource(path).name(name).default_service(web::to(not_found))
}

/// The answer to every path and method that is not in the table.
pub(crate) async fn not_found() -> HttpResponse {
    ApiError::NotFound.answer()
}
