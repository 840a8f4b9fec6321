//! May this administrator do that? Asked in one place, before any route is.

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::middleware::Next;
use actix_web::web::Data;
use inkan_domain::Secret;
use inkan_domain::api_key::{AuthorizeAdminError, Scope};

use super::AdminApi;
use super::operations::{Access, METRICS, OPERATIONS};
use crate::credentials::bearer_token;
use crate::error::ApiError;

/// The layer, for [`from_fn`](actix_web::middleware::from_fn).
pub(super) async fn check(
    api: Data<AdminApi>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let access = api.access(&request);
    if let Err(refusal) = api.authorize(access, request.headers()).await {
        return Ok(request.into_response(refusal.answer()));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

impl AdminApi {
    /// What the table says of this request. What is not in it needs a key, so that strangers cannot tell
    /// what exists.
    fn access(&self, request: &ServiceRequest) -> Access {
        let pattern = request.match_pattern();
        let mut operations = OPERATIONS.iter().filter(|entry| entry.operation.method == request.method());
        match operations.find(|entry| pattern.as_deref() == Some(entry.operation.path)) {
            Some(entry) if entry.operation.path == METRICS && self.metrics_public => Access::Public,
            Some(entry) => entry.access,
            None => Access::AnyKey,
        }
    }

    async fn authorize(&self, access: Access, headers: &HeaderMap) -> Result<(), ApiError> {
        if access == Access::Public || self.use_cases()?.authorize.is_open {
            return Ok(());
        }
        let Some(key) = key(headers) else { return Err(ApiError::NoApiKey) };
        let scope = if let Access::Key(scope) = access { scope } else { Scope::All };
        let judged = self.run(move |use_cases| use_cases.authorize.execute(Some(&key), scope)).await?;
        match judged {
            Err(AuthorizeAdminError::MissingScope(_)) if access == Access::AnyKey => Ok(()),
            judged => judged.map_err(ApiError::from),
        }
    }
}

/// The key in the one `Authorization` header (RFC 6750 §2.1).
fn key(headers: &HeaderMap) -> Option<Secret> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    bearer_token(value).map(|key| Secret::new(key.to_owned()))
}
