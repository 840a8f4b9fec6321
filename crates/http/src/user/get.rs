//! `GET /me` and `GET /users/:id` (contract 10.6, 10.7).

use super::profile::{ProfileBody, ProfileByIdBody};
use crate::description::Description;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

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

pub(crate) fn me_description() -> Description {
    Description::new("get_me", "users", "Show one's own account")
        .protected()
        .answers::<ProfileBody<'_>>(200, "The account of the session.", example())
        .refuses(404, &["Not Found"])
        .may_fail()
}

pub(crate) fn description() -> Description {
    Description::new("get_user", "users", "Show one's own account by its id")
        .text("`email`, `username` and `webauthn_credentials` differ from `GET /me`.")
        .protected()
        .names("One's own id, in lower case with dashes.")
        .answers::<ProfileByIdBody<'_>>(200, "The account of the session.", example())
        .refuses(403, &["Forbidden"])
        .refuses(404, &["Not Found"])
        .may_fail()
}

/// An account with one address, in the form that both operations share.
fn example() -> Value {
    json!({
        "id": "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b11",
        "user_id": "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b11",
        "emails": [{
            "id": "5f0e2a3c-9d1b-4f6e-8a7c-1b2c3d4e5f60",
            "address": "ada@example.com",
            "is_verified": true,
            "is_primary": true,
        }],
        "mfa_config": { "auth_app_set_up": false, "totp_enabled": true, "security_keys_enabled": true },
        "created_at": "2026-01-02T03:04:05.678901Z",
        "updated_at": "2026-01-02T03:04:05.678901Z",
    })
}
