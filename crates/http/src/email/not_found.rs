//! What lies below `/emails/`.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;

/// Whatever does not exist there does not exist only for those who are signed in (contract 1.1).
pub(crate) async fn not_found(
    api: Data<PublicApi>,
    context: RequestContext,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    api.authenticate(&request, &context).await?;
    Err(ApiError::NotFound)
}
