//! Operations on one's own addresses.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod list;
mod not_found;
pub(crate) mod set_primary;

pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use list::list;
pub(crate) use not_found::not_found;
pub(crate) use set_primary::set_primary;

use actix_web::HttpRequest;
use inkan_domain::EmailId;

use crate::error::ApiError;

/// The address in the path, in any of the lenient forms (contract 1.5).
///
/// # Errors
/// 400 when it is none of them.
fn email_id(request: &HttpRequest) -> Result<EmailId, ApiError> {
    let named = request.match_info().get("id").unwrap_or_default();
    EmailId::parse_lenient(named).ok_or(ApiError::BadRequest)
}
