//! What the limiter said, in headers (contract 6).

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use inkan_domain::rate_limit::Allowance;

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// Tells a client that may go on how much is left.
pub(crate) fn tell(response: &mut HttpResponse, allowance: &Allowance) {
    let headers = response.headers_mut();
    headers.insert(LIMIT, HeaderValue::from(allowance.limit));
    headers.insert(REMAINING, HeaderValue::from(allowance.remaining));
    headers.insert(RESET, HeaderValue::from(allowance.reset_seconds));
    if !allowance.is_allowed {
        headers.insert(RETRY_AFTER, HeaderValue::from(allowance.reset_seconds));
    }
}

/// Tells a client that may not go on when to come back.
pub(crate) fn refuse(response: &mut HttpResponse, allowance: &Allowance) {
    tell(response, &Allowance { is_allowed: false, ..*allowance });
}
