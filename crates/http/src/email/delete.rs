//! `DELETE /emails/:id` (contract 10.12).

use crate::description::Description;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::email_id;
use crate::answer;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;

pub(crate) async fn delete(
    api: Data<PublicApi>,
    context: RequestContext,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let (id, caller) = (email_id(&request), context.caller(&request));
    let deleted = api.run_signed_in(&request, &context, move |use_cases, signed_in| {
        use_cases.delete_email.execute(signed_in.user_id, id?, &caller).map_err(ApiError::from)
    });
    deleted.await?;
    Ok(answer::no_content())
}

pub(crate) fn description() -> Description {
    Description::new("delete_email", "emails", "Give an address up")
        .protected()
        .refuses_other_sites()
        .names("The address.")
        .answers_nothing(204, "It is free for everybody.")
        .refuses(400, &["Bad Request"])
        .refuses(404, &["Not Found"])
        .refuses(409, &["Conflict"])
        .may_fail()
}
