//! `POST /emails` (contract 10.10).

use crate::description::{Description, Field};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use inkan_domain::email::Email;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;
use crate::times::Rfc3339;
use crate::{answer, body};

/// The address as this operation alone shows it.
#[derive(Serialize, ToSchema)]
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

pub(crate) fn description() -> Description {
    Description::new("create_email", "emails", "Ask for another address")
        .text("Sends no mail: go on with `POST /passcode/login/initialize`.")
        .protected()
        .refuses_other_sites()
        .reads(
            &[Field::email("address")],
            &["address is a required field", "address must be a valid email address", "Bad Request"],
        )
        .answers::<ReservedBody<'_>>(
            200,
            "The address is reserved.",
            json!({
                "id": "5f0e2a3c-9d1b-4f6e-8a7c-1b2c3d4e5f60",
                "address": "ada@example.org",
                "verified": false,
                "created_at": "2026-01-02T03:04:05.678901Z",
                "updated_at": "2026-01-02T03:04:05.678901Z",
            }),
        )
        .refuses(409, &["Conflict"])
        .may_fail()
}
