//! `GET /emails` (contract 10.9).

use crate::description::Description;
use crate::user::EmailBody;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use inkan_domain::user::GetProfileError;
use serde_json::json;

use crate::answer;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;

pub(crate) async fn list(
    api: Data<PublicApi>,
    context: RequestContext,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let found = api.run_signed_in(&request, &context, |use_cases, signed_in| {
        match use_cases.get_profile.execute(signed_in.user_id) {
            Err(GetProfileError::NotFound) => Ok(None),
            found => found.map(Some),
        }
    });
    let profile = found.await?;
    Ok(answer::ok(&profile.as_ref().map(|profile| api.profile_view.emails(profile)).unwrap_or_default()))
}

pub(crate) fn description() -> Description {
    Description::new("list_emails", "emails", "List one's own addresses")
        .protected()
        .answers_list::<EmailBody<'_>>(
            200,
            "The addresses, oldest first.",
            json!([{ "id": "5f0e2a3c-9d1b-4f6e-8a7c-1b2c3d4e5f60", "address": "ada@example.com", "is_verified": true, "is_primary": true }]),
        )
        .may_fail()
}
