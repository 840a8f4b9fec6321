//! `GET /health/alive` and `GET /health/ready` (contract 10.21, B-18).

use crate::description::Description;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data};
use serde::Serialize;
use serde_json::json;
use utoipa::openapi::ObjectBuilder;
use utoipa::{PartialSchema, ToSchema};

use crate::{Readiness, answer};

const ALIVE: Bytes = Bytes::from_static(b"{\"alive\":true}\n");
const READY: Bytes = Bytes::from_static(b"{\"ready\":true}\n");

#[derive(Serialize, ToSchema)]
struct NotReady {
    ready: bool,
    checks: Checks,
}

#[derive(Serialize, ToSchema)]
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

pub(crate) fn alive_description() -> Description {
    Description::new("alive", "status", "Does the server run?").answers_with(
        200,
        "It does.",
        ObjectBuilder::new().property("alive", bool::schema()).required("alive").build(),
        json!({ "alive": true }),
    )
}

pub(crate) fn ready_description() -> Description {
    Description::new("ready", "status", "Can the server do its work?")
        .answers_with(
            200,
            "The database answers.",
            ObjectBuilder::new().property("ready", bool::schema()).required("ready").build(),
            json!({ "ready": true }),
        )
        .answers::<NotReady>(
            503,
            "The database does not answer, or the server is about to end.",
            json!({ "ready": false, "checks": { "database": "unavailable" } }),
        )
}
