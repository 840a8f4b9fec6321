//! `GET /openapi.json` and `GET /docs`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use actix_web::web::{Bytes, Data};
use serde_json::json;
use utoipa::openapi::{Object, OpenApi, Type};

use super::{Description, page};
use crate::answer;
use crate::public::PublicApi;

const TEN_MINUTES: HeaderValue = HeaderValue::from_static("max-age=600");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=UTF-8");

/// The description, ready to be sent in both forms.
pub(crate) struct Described {
    json: Bytes,
    page: Bytes,
}

impl Described {
    /// # Errors
    /// When the document cannot be written as JSON.
    pub(crate) fn new(document: &OpenApi) -> Result<Self, serde_json::Error> {
        let page = page::render(&serde_json::to_value(document)?);
        Ok(Self { json: answer::document(document)?, page: page.into() })
    }
}

pub(crate) async fn openapi(api: Data<PublicApi>) -> HttpResponse {
    let mut response = answer::ready(StatusCode::OK, api.described.json.clone());
    response.headers_mut().insert(CACHE_CONTROL, TEN_MINUTES);
    response
}

pub(crate) async fn docs(api: Data<PublicApi>) -> HttpResponse {
    let page = api.described.page.clone();
    let mut response = HttpResponse::with_body(StatusCode::OK, page).map_into_boxed_body();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HTML);
    headers.insert(CACHE_CONTROL, TEN_MINUTES);
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(page::POLICY));
    response
}

pub(crate) fn openapi_description() -> Description {
    Description::new("describe", "description", "This description")
        .answers_with(
            200,
            "The operations of this server as an OpenAPI document.",
            Object::with_type(Type::Object),
            json!({ "openapi": "3.1.0" }),
        )
        .sends("Cache-Control", "`max-age=600`")
}

pub(crate) fn docs_description() -> Description {
    Description::new("show_description", "description", "This description as a page")
        .answers_text(200, "A page for people that needs nothing from elsewhere.", "text/html")
        .sends("Cache-Control", "`max-age=600`")
}
