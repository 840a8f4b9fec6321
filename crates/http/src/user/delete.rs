//! `DELETE /user` (contract 10.14).

use crate::description::Description;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::answer;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;

pub(crate) async fn delete(
    api: Data<PublicApi>,
    context: RequestContext,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let caller = context.caller(&request);
    let deleted = api.run_signed_in(&request, &context, move |use_cases, signed_in| {
        use_cases.delete_user.execute(signed_in.user_id, Some(&caller))
    });
    deleted.await?;
    context.end_session_cookie();
    Ok(answer::no_content())
}

pub(crate) fn description() -> Description {
    Description::new("delete_user", "users", "End one's own account")
        .protected()
        .refuses_other_sites()
        .answers_nothing(204, "The account is gone, its addresses are free and its tokens dead.")
        .ends_session()
        .may_fail()
}
