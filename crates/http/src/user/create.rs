//! `POST /users` (contract 10.1).

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;
use crate::{answer, body, session_cookie, validation};

#[derive(Serialize)]
struct CreatedBody<'id> {
    id: &'id str,
    user_id: &'id str,
    email_id: String,
}

pub(crate) async fn create(
    api: Data<PublicApi>,
    context: RequestContext,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    api.use_cases.create_user.check_allowed()?;
    let [email] = body::fields(&request, payload, api.body_limits(), ["email"]).await?;
    let address = validation::email("email", email)?;
    let caller = context.caller(&request);
    let created = api.run(move |use_cases| use_cases.create_user.execute(address, &caller)).await??;

    let user_id = created.user_id.to_string();
    let body = CreatedBody { id: &user_id, user_id: &user_id, email_id: created.email_id.to_string() };
    let mut response = answer::ok(&body);
    if let Some(opened) = &created.session {
        session_cookie::hand_out(&mut response, &api.settings, opened)?;
    }
    session_cookie::remember_email(&mut response, &api.settings.cookie, created.email_id)?;
    Ok(response)
}
