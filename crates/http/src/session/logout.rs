//! `POST /logout` (contract 10.13).

use crate::description::Description;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::answer;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;

pub(crate) async fn logout(
    api: Data<PublicApi>,
    context: RequestContext,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let caller = context.caller(&request);
    let ended = api.run_signed_in(&request, &context, move |use_cases, signed_in| {
        use_cases.logout.execute(signed_in, &caller)
    });
    ended.await?;
    context.end_session_cookie();
    Ok(answer::no_content())
}

pub(crate) fn description() -> Description {
    Description::new("logout", "sessions", "End the session")
        .protected()
        .refuses_other_sites()
        .answers_nothing(204, "The token is dead.")
        .ends_session()
        .may_fail()
}
