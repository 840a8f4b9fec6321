//! `POST /users` (contract 10.1).

use crate::description::{Description, Field};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;
use crate::{answer, body, session_cookie, validation};

#[derive(Serialize, ToSchema)]
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
    api.use_cases()?.create_user.check_allowed()?;
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

pub(crate) fn description() -> Description {
    Description::new("create_user", "users", "Start a registration")
        .text("Sends no mail: go on with `POST /passcode/login/initialize`.")
        .reads(&[Field::email("email")], &["email is a required field", "email must be a valid email address"])
        .answers::<CreatedBody<'_>>(
            200,
            "The account is there; without verification of addresses it is signed in, too.",
            json!({ "id": "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b11", "user_id": "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b11", "email_id": "5f0e2a3c-9d1b-4f6e-8a7c-1b2c3d4e5f60" }),
        )
        .opens_session()
        .remembers_email()
        .refuses(403, &["Forbidden"])
        .refuses(409, &["Conflict"])
        .refuses_too_many()
        .may_fail()
}
