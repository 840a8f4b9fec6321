//! `POST /users` (admin-api.md, "Users").

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::AdminApi;
use super::new_user::NewUserForm;
use super::user_object::UserObject;
use crate::error::ApiError;
use crate::{answer, body};

pub(super) async fn create(
    api: Data<AdminApi>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let body = body::json(&request, payload, body::BodyLimits::USUAL).await?;
    let new = NewUserForm::read(body.as_ref())?.checked()?;
    let profile = api.run(move |use_cases| use_cases.create_user.execute(&new)).await??;
    Ok(answer::ok(&UserObject::from(&profile)))
}
