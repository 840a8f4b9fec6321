//! `GET /sessions/validate` (contract 10.15).

use super::claims::Validity;
use crate::description::Description;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use inkan_domain::session::Credentials;
use serde_json::{Value, json};

use super::claims;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;
use crate::{answer, credentials};

pub(crate) async fn validate(
    api: Data<PublicApi>,
    context: RequestContext,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let credentials = credentials::of_protected_operation(&request, &api.settings.cookie.name, &api.origins);
    respond(&api, &context, credentials, false).await
}

/// Validates the first of the tokens that stands for a living session.
pub(super) async fn respond(
    api: &PublicApi,
    context: &RequestContext,
    credentials: Credentials,
    counts_as_use: bool,
) -> Result<HttpResponse, ApiError> {
    if credentials.candidates.is_empty() {
        return Ok(answer::ok(&claims::Validity::INVALID));
    }
    let validated =
        api.run(move |use_cases| use_cases.validate_session.execute(&credentials, counts_as_use)).await?;
    let validation = validated?;
    if validation.idle_session_ended {
        context.end_session_cookie();
    }
    let validity = match &validation.session {
        Some(session) => claims::Validity::of(session)?,
        None => claims::Validity::INVALID,
    };
    Ok(answer::ok(&validity))
}

pub(crate) fn description() -> Description {
    Description::new("validate_session", "sessions", "Is the session of this request alive?")
        .text("Looks at tokens in `Authorization`, then at the session cookie; does not count as use.")
        .answers::<Validity>(200, "Whether it is; only then with its claims.", example())
        .may_fail()
}

/// A living session, as both validations tell of it.
pub(super) fn example() -> Value {
    json!({
        "is_valid": true,
        "claims": {
            "subject": "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b11",
            "session_id": "5f0e2a3c-9d1b-4f6e-8a7c-1b2c3d4e5f60",
            "expiration": "2026-01-02T15:04:05Z",
            "issued_at": "2026-01-02T03:04:05Z",
            "audience": ["example.com"],
        },
        "expiration_time": "2026-01-02T15:04:05Z",
        "user_id": "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b11",
    })
}
