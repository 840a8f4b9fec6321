//! Reading a request body (contract 1.4).

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use actix_web::web::{Bytes, Payload};

use crate::error::ApiError;
use crate::settings::PublicSettings;
use crate::{form, json_reader};

const JSON: &str = "application/json";

/// How much is read of a body, and for how long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodyLimits {
    pub(crate) bytes: usize,
    pub(crate) timeout: Duration,
}

impl BodyLimits {
    /// 64 KiB in 15 seconds.
    pub(crate) const USUAL: Self =
        Self { bytes: PublicSettings::BODY_LIMIT, timeout: PublicSettings::BODY_TIMEOUT };
}

/// The named text members of the body; absent, all of them, when there is no body or it is a form.
///
/// # Errors
/// 400 when the body cannot be read, 408 when it takes too long, 413 when it is too long, 415 when it is
/// something else than JSON or a form.
pub(crate) async fn fields<const N: usize>(
    request: &HttpRequest,
    payload: Payload,
    limits: BodyLimits,
    names: [&'static str; N],
) -> Result<[Option<String>; N], ApiError> {
    let absent = || std::array::from_fn(|_| None);
    let length = announced_length(request);
    if length == Some(0) {
        return Ok(absent());
    }
    let content_type = content_type(request);
    let media_type = media_type(content_type);
    if !matches!(media_type, JSON | "application/x-www-form-urlencoded" | "multipart/form-data") {
        return Err(ApiError::UnsupportedMediaType);
    }
    let body = read(payload, length, limits).await?;
    let is_form = match media_type {
        "application/x-www-form-urlencoded" => form::is_urlencoded(&body),
        "multipart/form-data" => form::is_multipart(content_type, &body),
        _ => {
            return json_reader::read(&body, names).map_err(|error| ApiError::Invalid(error.to_string()));
        }
    };
    if is_form { Ok(absent()) } else { Err(ApiError::BadRequest) }
}

/// The whole body of an operation that takes nothing but JSON (admin-api.md, "General"); `None` when there
/// is none.
///
/// # Errors
/// As [`fields`], and 415 for a form.
pub(crate) async fn json(
    request: &HttpRequest,
    payload: Payload,
    limits: BodyLimits,
) -> Result<Option<Bytes>, ApiError> {
    let length = announced_length(request);
    if length == Some(0) {
        return Ok(None);
    }
    if media_type(content_type(request)) != JSON {
        return Err(ApiError::UnsupportedMediaType);
    }
    read(payload, length, limits).await.map(Some)
}

fn content_type(request: &HttpRequest) -> &str {
    request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn media_type(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// The length of the body: 0 when there is none, `None` when it is not announced.
fn announced_length(request: &HttpRequest) -> Option<usize> {
    let headers = request.headers();
    if headers.contains_key(TRANSFER_ENCODING) {
        return None;
    }
    let Some(length) = headers.get(CONTENT_LENGTH) else { return Some(0) };
    // The protocol layer has checked that it is a number; one that does not fit is too large anyway.
    Some(length.to_str().ok().and_then(|length| length.trim().parse().ok()).unwrap_or(usize::MAX))
}

async fn read(payload: Payload, length: Option<usize>, limits: BodyLimits) -> Result<Bytes, ApiError> {
    if length.is_some_and(|length| length > limits.bytes) {
        return Err(ApiError::BodyTooLarge);
    }
    let reading = tokio::time::timeout(limits.timeout, payload.to_bytes_limited(limits.bytes));
    match reading.await {
        Ok(Ok(Ok(body))) => Ok(body),
        Ok(Ok(Err(_broken))) => Err(ApiError::BadRequest),
        Ok(Err(_too_large)) => Err(ApiError::BodyTooLarge),
        Err(_too_slow) => Err(ApiError::RequestTimeout),
    }
}
