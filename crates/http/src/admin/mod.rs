//! The admin listener (admin-api.md).

mod access;
mod audit_logs;
mod create_user;
mod delete_user;
mod new_user;
mod operations;
mod paging;
mod query;
mod user_object;

use std::sync::{Arc, OnceLock};

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data};
use actix_web::{App, Error};
use inkan_domain::Random;

use crate::error::ApiError;
use crate::metrics::{HostLabels, Metrics};
use crate::middleware::{Edge, TrustedProxies, guard};
use crate::routing::not_found;
use crate::settings::AdminSettings;
use crate::{AdminUseCases, Admission, Readiness};

/// Everything that the admin listener needs; one for all its threads.
pub struct AdminApi {
    use_cases: OnceLock<Arc<AdminUseCases>>,
    admission: Arc<Admission>,
    trusted_proxies: TrustedProxies,
    metrics_public: bool,
    readiness: Data<Readiness>,
    metrics: Data<Metrics>,
    edge: Data<Edge>,
}

impl AdminApi {
    /// The listener before it has its use cases: it tells about itself, everything else is answered 503.
    /// `admission` lets in whatever needs the database.
    #[must_use]
    pub fn new(
        settings: AdminSettings,
        admission: Arc<Admission>,
        readiness: Arc<Readiness>,
        metrics: Arc<Metrics>,
        random: Arc<dyn Random>,
    ) -> Self {
        let trusted_proxies = TrustedProxies::new(settings.trusted_proxies);
        let edge = Edge {
            cors: None,
            cookie: None,
            trusted_proxies: trusted_proxies.clone(),
            random,
            metrics: Arc::clone(&metrics),
            hosts: HostLabels::new(settings.metrics_hosts),
            log_health_and_metrics: settings.log_health_and_metrics,
            readiness: Arc::clone(&readiness),
        };
        Self {
            use_cases: OnceLock::new(),
            admission,
            trusted_proxies,
            metrics_public: settings.metrics_public,
            readiness: Data::from(readiness),
            metrics: Data::from(metrics),
            edge: Data::new(edge),
        }
    }

    /// Does its work from now on; a second call changes nothing.
    pub fn start(&self, use_cases: AdminUseCases) {
        self.use_cases.get_or_init(|| Arc::new(use_cases));
    }

    fn use_cases(&self) -> Result<&Arc<AdminUseCases>, ApiError> {
        self.use_cases.get().ok_or(ApiError::Unavailable)
    }

    /// Runs one whole use case off the threads that serve connections.
    ///
    /// # Errors
    /// 503 before the start and when there is no place for it in time, 500 when it broke.
    async fn run<T, E>(
        &self,
        work: impl FnOnce(&AdminUseCases) -> Result<T, E> + Send + 'static,
    ) -> Result<Result<T, E>, ApiError>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let use_cases = Arc::clone(self.use_cases()?);
        self.admission.run(move || work(&use_cases)).await
    }
}

/// The application of the admin listener, as every thread has its own.
pub fn admin_app(
    api: &Data<AdminApi>,
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
        .app_data(Data::clone(&api.readiness))
        .app_data(Data::clone(&api.metrics))
        .app_data(Data::clone(&api.edge))
        .configure(operations::routes)
        .default_service(web::to(not_found))
        .wrap(from_fn(access::check))
        .wrap(from_fn(guard))
}
