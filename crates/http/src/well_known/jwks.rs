//! `GET /.well-known/jwks.json` (contract 10.18).

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;
use utoipa::openapi::{Object, Type};

use super::versioned::versioned;
use crate::answer;
use crate::description::Description;
use crate::error::ApiError;
use crate::public::PublicApi;

pub(crate) async fn jwks(api: Data<PublicApi>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let source = api.jwk_set()?;
    let set = source.current();
    versioned(&request, &set.etag, source.max_age(), || answer::ready(StatusCode::OK, set.body.clone()))
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
