//! Answers that clients keep and ask for again with the tag that they have.

use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse};

use crate::error::{ApiError, internal};

/// The whole answer, or 304 when the client has this version; `etag` as it is sent, `max_age` in seconds.
///
/// # Errors
/// When the tag cannot stand in a header.
pub(super) fn versioned(
    request: &HttpRequest,
    etag: &str,
    max_age: impl std::fmt::Display,
    whole: impl FnOnce() -> HttpResponse,
) -> Result<HttpResponse, ApiError> {
    let header = |text: &str| HeaderValue::from_str(text).map_err(|error| internal(&error));
    let is_known = is_known(request.headers(), etag);
    let mut response = if is_known { HttpResponse::NotModified().finish() } else { whole() };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, header(&format!("max-age={max_age}"))?);
    headers.insert(ETAG, header(etag)?);
    Ok(response)
}

/// Whether the client has this version already (RFC 9110 §13.1.2, weak comparison).
fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let lists = headers.get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    let mut tags = lists.flat_map(|list| list.split(',')).map(str::trim);
    tags.any(|tag| tag == "*" || opaque(tag) == opaque(etag))
}

fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}
