//! One line for every request. The query is left out, since it may hold secrets.

use std::net::IpAddr;
use std::time::Duration;

use actix_web::http::Method;

/// Routes that are asked all the time and say nothing.
const QUIET: [&str; 4] = ["/", "/health/alive", "/health/ready", "/metrics"];
const LONGEST_PATH: usize = 512;

/// What happened.
pub(crate) struct Access<'request> {
    pub(crate) id: &'request str,
    pub(crate) client_address: IpAddr,
    pub(crate) method: &'request Method,
    pub(crate) path: &'request str,
    pub(crate) route: &'request str,
    pub(crate) status: u16,
    pub(crate) latency: Duration,
    pub(crate) bytes: u64,
}

impl Access<'_> {
    /// Writes the line; health, status page and metrics only when everything is wanted.
    pub(crate) fn log(&self, everything: bool) {
        if !everything && QUIET.contains(&self.route) {
            return;
        }
        let path = self
            .path
            .char_indices()
            .nth(LONGEST_PATH)
            .map_or(self.path, |(end, _)| self.path.get(..end).unwrap_or_default());
        tracing::info!(
            target: "access",
            id = self.id,
            remote_ip = %self.client_address,
            method = self.method.as_str(),
            path,
            status = self.status,
            latency_ms = self.latency.as_secs_f64() * 1000.0,
            bytes = self.bytes,
        );
    }
}
