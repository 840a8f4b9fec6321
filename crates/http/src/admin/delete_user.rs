//! `DELETE /users/{id}` (admin-api.md, "Users").

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use inkan_domain::UserId;
use inkan_domain::user::DeleteUserError;

use super::AdminApi;
use crate::answer;
use crate::error::ApiError;
use crate::validation::lenient_uuid;

pub(super) async fn delete(api: Data<AdminApi>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let user_id = user_id(&request)?;
    let deleted = api.run(move |use_cases| use_cases.delete_user.execute(user_id, None)).await?;
    deleted.map_err(|error| match error {
        DeleteUserError::NotFound => ApiError::UserNotFound,
        DeleteUserError::Fault(fault) => fault.into(),
    })?;
    Ok(answer::no_content())
}

/// The account in the path, in any of the lenient forms.
///
/// # Errors
/// 400 when it is none of them.
fn user_id(request: &HttpRequest) -> Result<UserId, ApiError> {
    let named = request.match_info().get("id").unwrap_or_default();
    lenient_uuid(named).map(UserId::new).ok_or(ApiError::MalformedUserId)
}
