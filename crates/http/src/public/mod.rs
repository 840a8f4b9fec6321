//! The public listener.

mod operations;

pub(crate) use operations::PublicOperation;

use std::sync::{Arc, OnceLock};

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, Error};
use inkan_domain::{Fault, Random};

use crate::body::BodyLimits;
use crate::description::{Described, document};
use crate::error::ApiError;
use crate::metrics::{HostLabels, Metrics};
use crate::middleware::{AllowedOrigins, Cors, Edge, TrustedProxies, guard};
use crate::routing::not_found;
use crate::settings::PublicSettings;
use crate::user::ProfileView;
use crate::well_known::ConfigurationBody;
use crate::{Admission, JwkSetSource, Readiness, UseCases, answer};

/// Everything that the public listener needs; one for all its threads.
pub struct PublicApi {
    pub(crate) settings: PublicSettings,
    work: OnceLock<Work>,
    admission: Arc<Admission>,
    hashing: Arc<Admission>,
    pub(crate) readiness: Data<Readiness>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) origins: AllowedOrigins,
    pub(crate) profile_view: Arc<ProfileView>,
    pub(crate) configuration: Bytes,
    pub(crate) described: Described,
    edge: Data<Edge>,
}

/// What is there once the database is.
struct Work {
    use_cases: Arc<UseCases>,
    jwk_set: Arc<dyn JwkSetSource>,
}

impl PublicApi {
    /// The listener before it has its use cases: it tells about itself, everything else is answered 503.
    /// `admission` lets in whatever only needs the database, `hashing` the operations on passwords: as many logins
    /// as may come with a password, they never take the places of others.
    ///
    /// # Errors
    /// When the configuration document or the description cannot be written as JSON.
    pub fn new(
        settings: PublicSettings,
        admission: Arc<Admission>,
        hashing: Arc<Admission>,
        readiness: Arc<Readiness>,
        metrics: Arc<Metrics>,
        random: Arc<dyn Random>,
    ) -> Result<Self, Fault> {
        let cors = Cors::new(&settings.cors, settings.enable_auth_token_header);
        let configuration = answer::document(&ConfigurationBody::from(&settings.configuration_document))
            .map_err(Fault::internal)?;
        let described = document(operations::OPERATIONS, &settings);
        let described = Described::new(&described).map_err(Fault::internal)?;
        let origins = cors.origins.clone();
        let edge = Edge {
            cors: Some(cors),
            cookie: Some(settings.cookie.clone()),
            trusted_proxies: TrustedProxies::new(settings.trusted_proxies.clone()),
            random,
            metrics: Arc::clone(&metrics),
            hosts: HostLabels::new(settings.metrics_hosts.clone()),
            log_health_and_metrics: settings.log_health_and_metrics,
            readiness: Arc::clone(&readiness),
        };
        Ok(Self {
            profile_view: Arc::new(ProfileView::new(&settings)),
            settings,
            work: OnceLock::new(),
            admission,
            hashing,
            readiness: Data::from(readiness),
            metrics,
            origins,
            configuration,
            described,
            edge: Data::new(edge),
        })
    }

    /// Does its work from now on; a second call changes nothing.
    pub fn start(&self, use_cases: UseCases, jwk_set: Arc<dyn JwkSetSource>) {
        self.work.get_or_init(|| Work { use_cases: Arc::new(use_cases), jwk_set });
    }

    fn work(&self) -> Result<&Work, ApiError> {
        self.work.get().ok_or(ApiError::Unavailable)
    }

    /// The use cases.
    ///
    /// # Errors
    /// 503 before the start.
    pub(crate) fn use_cases(&self) -> Result<&Arc<UseCases>, ApiError> {
        Ok(&self.work()?.use_cases)
    }

    /// The published keys.
    ///
    /// # Errors
    /// 503 before the start.
    pub(crate) fn jwk_set(&self) -> Result<&dyn JwkSetSource, ApiError> {
        Ok(self.work()?.jwk_set.as_ref())
    }

    /// Runs one whole use case off the threads that serve connections.
    ///
    /// # Errors
    /// 503 before the start and when there is no place for it in time, 500 when it broke.
    pub(crate) async fn run<T, E>(
        &self,
        work: impl FnOnce(&UseCases) -> Result<T, E> + Send + 'static,
    ) -> Result<Result<T, E>, ApiError>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let use_cases = Arc::clone(self.use_cases()?);
        self.admission.run(move || work(&use_cases)).await
    }

    /// The same for a use case that hashes a password.
    ///
    /// # Errors
    /// 503 before the start, when too many wait already or there is no place in time, 500 when it broke.
    pub(crate) async fn run_hashing<T, E>(
        &self,
        work: impl FnOnce(&UseCases) -> Result<T, E> + Send + 'static,
    ) -> Result<Result<T, E>, ApiError>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let use_cases = Arc::clone(self.use_cases()?);
        self.hashing.run(move || work(&use_cases)).await
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
        .configure(|config| operations::routes(config, &api.settings))
        .default_service(web::to(not_found))
        .wrap(from_fn(guard))
}
