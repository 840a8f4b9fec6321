//! `GET /me` and `GET /users/:id` (contract 10.6, 10.7).

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::answer;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;

pub(crate) async fn get_me(
    api: Data<PublicApi>,
    context: RequestContext,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let found = api.run_signed_in(&request, &context, |use_cases, signed_in| {
        use_cases.get_profile.execute(signed_in.user_id)
    });
    let profile = found.await?;
    Ok(answer::ok(&api.profile_view.own(&profile)))
}

/// The id in the path must be one's own, byte for byte.
pub(crate) async fn get(
    api: Data<PublicApi>,
    context: RequestContext,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let named = request.uri().path().strip_prefix("/users/").unwrap_or_default().to_owned();
    let found = api.run_signed_in(&request, &context, move |use_cases, signed_in| {
        if named != signed_in.user_id.to_string() {
            return Err(ApiError::Forbidden);
        }
        use_cases.get_profile.execute(signed_in.user_id).map_err(ApiError::from)
    });
    let profile = found.await?;
    Ok(answer::ok(&api.profile_view.by_id(&profile)))
}
