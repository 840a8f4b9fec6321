//! `GET /sessions/validate` (contract 10.15).

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use inkan_domain::session::Credentials;

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
