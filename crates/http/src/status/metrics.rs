//! `GET /metrics` of the admin listener.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::web::Data;

use crate::Metrics;
use crate::error::{ApiError, internal};

const TEXT: HeaderValue =
    HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8; escaping=underscores");

pub(crate) async fn metrics(metrics: Data<Metrics>) -> Result<HttpResponse, ApiError> {
    let text = metrics.text().map_err(|error| internal(&error))?;
    let mut response = HttpResponse::Ok().body(text);
    response.headers_mut().insert(CONTENT_TYPE, TEXT);
    Ok(response)
}
