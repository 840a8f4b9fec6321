//! `GET /.well-known/jwks.json` (contract 10.18).

use crate::description::Description;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;
use utoipa::openapi::{Object, Type};

use crate::answer;
use crate::error::{ApiError, internal};
use crate::public::PublicApi;

pub(crate) async fn jwks(api: Data<PublicApi>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let source = api.jwk_set()?;
    let set = source.current();
    let mut response = if is_known(request.headers(), &set.etag) {
        HttpResponse::NotModified().finish()
    } else {
        answer::ready(StatusCode::OK, set.body.clone())
    };
    let headers = response.headers_mut();
    let kept = HeaderValue::from_str(&format!("max-age={}", source.max_age()));
    headers.insert(CACHE_CONTROL, kept.map_err(|error| internal(&error))?);
    headers.insert(ETAG, HeaderValue::from_str(&set.etag).map_err(|error| internal(&error))?);
    Ok(response)
}

/// Whether the client has this version already (RFC 9110 §13.1.2, weak comparison).
pub(super) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let lists = headers.get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    let mut tags = lists.flat_map(|list| list.split(',')).map(str::trim);
    tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

pub(crate) fn description() -> Description {
    Description::new("get_jwks", "well-known", "Keys that verify tokens (RFC 7517)")
        .answers_with(
            200,
            "All keys; cacheable, with an entity tag.",
            Object::with_type(Type::Object),
            json!({ "keys": [{
                "kty": "RSA",
                "use": "sig",
                "alg": "RS256",
                "kid": "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b11",
                "n": "vQ",
                "e": "AQAB",
            }] }),
        )
        .answers_nothing(304, "The client has this version already.")
        .sends(
            "Cache-Control",
            "`max-age=600`, or as configured; less when the keys could not be read lately",
        )
        .sends("ETag", "Changes with the keys.")
        .may_fail()
}
