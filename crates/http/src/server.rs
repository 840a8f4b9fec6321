//! Runs the listeners on sockets that are bound already.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpServer;
pub use actix_web::dev::{Server, ServerHandle};
use actix_web::web::Data;

use crate::settings::ServerSettings;
use crate::{AdminApi, PublicApi, admin_app, public_app};

/// Serves the public API. The future ends after [`ServerHandle::stop`]; signals are not its business.
///
/// # Errors
/// When a socket cannot be listened on.
pub fn serve_public(
    listeners: Vec<TcpListener>,
    api: Arc<PublicApi>,
    settings: &ServerSettings,
) -> io::Result<Server> {
    let api = Data::from(api);
    let server = HttpServer::new(move || public_app(&api))
        .workers(settings.workers.max(1))
        .client_request_timeout(settings.head_timeout.max(ServerSettings::SHORTEST_TIMEOUT))
        .client_disconnect_timeout(settings.linger.max(ServerSettings::SHORTEST_TIMEOUT))
        .keep_alive(settings.keep_alive)
        .shutdown_timeout(whole_seconds(settings.shutdown_grace))
        .disable_signals();
    let server = listeners.into_iter().try_fold(server, HttpServer::listen)?;
    Ok(server.run())
}

/// Serves the admin API on one thread.
///
/// # Errors
/// When a socket cannot be listened on.
pub fn serve_admin(
    listeners: Vec<TcpListener>,
    api: Arc<AdminApi>,
    settings: &ServerSettings,
) -> io::Result<Server> {
    let api = Data::from(api);
    let server = HttpServer::new(move || admin_app(&api))
        .workers(1)
        .client_request_timeout(settings.head_timeout.max(ServerSettings::SHORTEST_TIMEOUT))
        .client_disconnect_timeout(settings.linger.max(ServerSettings::SHORTEST_TIMEOUT))
        .keep_alive(settings.keep_alive)
        .shutdown_timeout(whole_seconds(settings.shutdown_grace))
        .disable_signals();
    let server = listeners.into_iter().try_fold(server, HttpServer::listen)?;
    Ok(server.run())
}

fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}
