//! The admin listener: every path in one table.

use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig, get};
use actix_web::{App, Error};
use inkan_domain::Random;

use crate::metrics::{HostLabels, Metrics};
use crate::middleware::{Edge, TrustedProxies, guard};
use crate::public::{not_found, operation};
use crate::settings::AdminSettings;
use crate::{Readiness, status};

/// Everything that the admin listener needs; one for all its threads.
pub struct AdminApi {
    readiness: Data<Readiness>,
    metrics: Data<Metrics>,
    edge: Data<Edge>,
}

impl AdminApi {
    /// Puts the settings together with what is shown.
    #[must_use]
    pub fn new(
        settings: AdminSettings,
        readiness: Arc<Readiness>,
        metrics: Arc<Metrics>,
        random: Arc<dyn Random>,
    ) -> Self {
        let edge = Edge {
            cors: None,
            cookie: None,
            trusted_proxies: TrustedProxies::new(settings.trusted_proxies),
            random,
            metrics: Arc::clone(&metrics),
            hosts: HostLabels::new(settings.metrics_hosts),
            log_health_and_metrics: settings.log_health_and_metrics,
        };
        Self { readiness: Data::from(readiness), metrics: Data::from(metrics), edge: Data::new(edge) }
    }
}

/// The application of the admin listener, as every thread has its own.
pub fn admin_app(
    api: &AdminApi,
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
        .app_data(Data::clone(&api.readiness))
        .app_data(Data::clone(&api.metrics))
        .app_data(Data::clone(&api.edge))
        .configure(routes)
        .default_service(web::to(not_found))
        .wrap(from_fn(guard))
}

fn routes(config: &mut ServiceConfig) {
    config.service(operation("/metrics").route(get().to(status::metrics)));
    status::routes(config);
}
