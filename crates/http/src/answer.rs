//! Bodies of answers.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::web::Bytes;
use serde::Serialize;

/// The media type of every JSON answer, without a charset (contract 1.2).
pub(crate) const JSON_TYPE: &str = "application/json";
pub(crate) const JSON: HeaderValue = HeaderValue::from_static(JSON_TYPE);

/// An answer with a JSON body that ends with a line feed.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> HttpResponse {
    match document(body) {
        Ok(bytes) => ready(status, bytes),
        Err(error) => {
            tracing::error!(%error, "a body could not be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// The answer 200 with a JSON body.
pub(crate) fn ok(body: &impl Serialize) -> HttpResponse {
    json(StatusCode::OK, body)
}

/// An answer whose JSON text is ready.
pub(crate) fn ready(status: StatusCode, body: Bytes) -> HttpResponse {
    let mut response = HttpResponse::with_body(status, body).map_into_boxed_body();
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}

/// The bytes of a JSON body.
///
/// # Errors
/// When the value cannot be written as JSON.
pub(crate) fn document(body: &impl Serialize) -> Result<Bytes, serde_json::Error> {
    let mut bytes = serde_json::to_vec(body)?;
    bytes.push(b'\n');
    Ok(bytes.into())
}

/// The answer 204.
pub(crate) fn no_content() -> HttpResponse {
    HttpResponse::NoContent().finish()
}
