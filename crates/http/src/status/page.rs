//! `GET /`: the status page for people (contract 10.20).

use crate::description::Description;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::web::{Bytes, Data};

use crate::Readiness;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=UTF-8");
const UP: Bytes = Bytes::from_static(include_bytes!("up.html"));
const DOWN: Bytes = Bytes::from_static(include_bytes!("down.html"));

pub(crate) async fn page(readiness: Data<Readiness>) -> HttpResponse {
    let (status, text) = if readiness.has_database().await {
        (StatusCode::OK, UP)
    } else {
        (StatusCode::INTERNAL_SERVER_ERROR, DOWN)
    };
    let mut response = HttpResponse::with_body(status, text).map_into_boxed_body();
    response.headers_mut().insert(CONTENT_TYPE, HTML);
    response
}

pub(crate) fn description() -> Description {
    Description::new("show_status", "status", "The state of the server as a page")
        .answers_text(200, "The server is up and its database answers.", "text/html")
        .answers_text(500, "The database does not answer.", "text/html")
}
