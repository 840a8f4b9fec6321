//! `PUT /password` (contract 10.4).

use crate::description::{Description, Field};
use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use inkan_domain::password::SetPasswordOutcome;
use serde_json::Value;
use utoipa::openapi::schema::empty;

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

pub(crate) fn description() -> Description {
    Description::new("set_password", "passwords", "Set or change one's password")
        .text("Other sessions stay.")
        .protected()
        .reads(
            &[
                Field::uuid("user_id", "The account of the session."),
                Field::password("password", "At most 72 bytes.", "correct horse battery staple"),
            ],
            &[
                "user_id is a required field",
                "user_id must be a valid uuid",
                "password is a required field",
                "password must be at least 8 characters long",
                "password must not be longer than 72 bytes",
            ],
        )
        .answers_with(200, "The password was changed.", empty(), Value::Null)
        .answers_with(201, "There was none before.", empty(), Value::Null)
        .refuses(403, &["Forbidden"])
        .may_fail()
}
