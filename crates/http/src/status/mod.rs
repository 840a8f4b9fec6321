//! How the server does, for machines and for people; on both listeners.

mod health;
mod metrics;
mod page;

use actix_web::web::{ServiceConfig, get};

pub(crate) use metrics::metrics;

use crate::public::operation;

/// The routes that both listeners have.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(operation("/").route(get().to(page::page)))
        .service(operation("/health/alive").route(get().to(health::alive)))
        .service(operation("/health/ready").route(get().to(health::ready)));
}
