//! Headers that keep browsers and caches from doing harm (contract B-30).

use actix_web::http::Method;
use actix_web::http::header::{
    CACHE_CONTROL, HeaderMap, HeaderValue, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Routes whose answers to `GET` caches may keep.
const CACHEABLE: [&str; 8] = [
    "/",
    "/.well-known/config",
    "/.well-known/jwks.json",
    "/.well-known/status-lists/:list",
    "/docs",
    "/health/alive",
    "/health/ready",
    "/openapi.json",
];

/// Adds the headers to an answer of this route; `no-store` (RFC 9111 §5.2.2.5) unless caches may keep it.
pub(crate) fn add(headers: &mut HeaderMap, method: &Method, route: &str, is_https: bool) {
    if method != Method::GET || !CACHEABLE.contains(&route) {
        headers.insert(CACHE_CONTROL, NO_STORE);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    if is_https {
        headers.insert(STRICT_TRANSPORT_SECURITY, A_YEAR);
    }
}
