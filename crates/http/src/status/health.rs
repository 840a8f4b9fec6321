//! `GET /health/alive` and `GET /health/ready` (contract 10.21, B-18).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data};
use serde::Serialize;

use crate::{Readiness, answer};

const ALIVE: Bytes = Bytes::from_static(b"{\"alive\":true}\n");
const READY: Bytes = Bytes::from_static(b"{\"ready\":true}\n");

#[derive(Serialize)]
struct NotReady {
    ready: bool,
    checks: Checks,
}

#[derive(Serialize)]
struct Checks {
    #[serde(skip_serializing_if = "Option::is_none")]
    database: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shutdown: Option<&'static str>,
}

pub(crate) async fn alive() -> HttpResponse {
    answer::ready(StatusCode::OK, ALIVE)
}

pub(crate) async fn ready(readiness: Data<Readiness>) -> HttpResponse {
    let checks = if readiness.is_draining() {
        Checks { database: None, shutdown: Some("in progress") }
    } else if readiness.has_database().await {
        return answer::ready(StatusCode::OK, READY);
    } else {
        Checks { database: Some("unavailable"), shutdown: None }
    };
    answer::json(StatusCode::SERVICE_UNAVAILABLE, &NotReady { ready: false, checks })
}
