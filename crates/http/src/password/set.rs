//! `PUT /password` (contract 10.4).

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use inkan_domain::password::SetPasswordOutcome;

use super::{FIELDS, checked};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;
use crate::{answer, body};

pub(crate) async fn set(
    api: Data<PublicApi>,
    context: RequestContext,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let session_user = api.authenticate(&request, &context).await?.user_id;
    let (user_id, password) = checked(body::fields(&request, payload, api.body_limits(), FIELDS).await?)?;
    let caller = context.caller(&request);
    let set = api.run_hashing(move |use_cases| {
        use_cases.set_password.execute(session_user, user_id, &password, &caller)
    });
    let status = match set.await?? {
        SetPasswordOutcome::Created => StatusCode::CREATED,
        SetPasswordOutcome::Changed => StatusCode::OK,
    };
    Ok(answer::json(status, &()))
}
