//! `POST /emails` (contract 10.10).

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use inkan_domain::email::Email;
use serde::Serialize;

use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;
use crate::times::Rfc3339;
use crate::{answer, body};

/// The address as this operation alone shows it.
#[derive(Serialize)]
struct ReservedBody<'email> {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    address: &'email str,
    verified: bool,
    created_at: Rfc3339,
    updated_at: Rfc3339,
}

pub(crate) async fn create(
    api: Data<PublicApi>,
    context: RequestContext,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let user_id = api.authenticate(&request, &context).await?.user_id;
    let [address] = body::fields(&request, payload, api.body_limits(), ["address"]).await?;
    let (address, caller) = (address.unwrap_or_default(), context.caller(&request));
    let created = api.run(move |use_cases| use_cases.create_email.execute(user_id, &address, &caller));
    Ok(answer::ok(&ReservedBody::from(&created.await??)))
}

impl<'email> From<&'email Email> for ReservedBody<'email> {
    fn from(email: &'email Email) -> Self {
        Self {
            id: email.id.to_string(),
            user_id: email.user_id.map(|owner| owner.to_string()),
            address: email.address.as_str(),
            verified: email.is_verified,
            created_at: Rfc3339(email.created_at),
            updated_at: Rfc3339(email.updated_at),
        }
    }
}
