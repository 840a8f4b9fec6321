//! `POST /emails/:id/set_primary` (contract 10.11).

use crate::description::Description;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::email_id;
use crate::answer;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;

pub(crate) async fn set_primary(
    api: Data<PublicApi>,
    context: RequestContext,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let (id, caller) = (email_id(&request), context.caller(&request));
    let moved = api.run_signed_in(&request, &context, move |use_cases, signed_in| {
        use_cases.set_primary_email.execute(signed_in.user_id, id?, &caller).map_err(ApiError::from)
    });
    moved.await?;
    Ok(answer::no_content())
}

pub(crate) fn description() -> Description {
    Description::new("set_primary_email", "emails", "Make an address the primary one")
        .protected()
        .refuses_other_sites()
        .names("The address.")
        .answers_nothing(204, "It is the primary one.")
        .refuses(400, &["Bad Request"])
        .refuses(404, &["Not Found"])
        .may_fail()
}
