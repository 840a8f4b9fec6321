//! One request with its answer.

use std::time::Duration;

use actix_web::http::Method;

/// What is counted of a request.
pub(crate) struct Exchange<'request> {
    pub(crate) code: u16,
    pub(crate) host: &'request str,
    pub(crate) method: &'request Method,
    /// The route as registered; never the path itself.
    pub(crate) url: &'request str,
    pub(crate) latency: Duration,
    pub(crate) request_bytes: u64,
    pub(crate) response_bytes: u64,
}

impl Exchange<'_> {
    /// The method, if it is a common one.
    pub(crate) fn method_label(&self) -> &str {
        match *self.method {
            Method::GET
            | Method::POST
            | Method::PUT
            | Method::PATCH
            | Method::DELETE
            | Method::HEAD
            | Method::OPTIONS
            | Method::CONNECT
            | Method::TRACE => self.method.as_str(),
            _ => "OTHER",
        }
    }
}
