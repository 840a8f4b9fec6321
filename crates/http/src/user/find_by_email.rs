//! `POST /user` (contract 10.8).

use crate::description::{Description, Field};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;
use crate::{answer, body, validation};

#[derive(Serialize, ToSchema)]
struct FoundBody {
    id: String,
    email_id: String,
    verified: bool,
    has_webauthn_credential: bool,
}

pub(crate) async fn find_by_email(
    api: Data<PublicApi>,
    context: RequestContext,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let [email] = body::fields(&request, payload, api.body_limits(), ["email"]).await?;
    let address = validation::email("email", email)?;
    let caller = context.caller(&request);
    let found = api.run(move |use_cases| use_cases.find_user_by_email.execute(&address, &caller)).await??;
    Ok(answer::ok(&FoundBody {
        id: found.user_id.to_string(),
        email_id: found.email_id.to_string(),
        verified: found.is_verified,
        has_webauthn_credential: found.has_webauthn_credential,
    }))
}

pub(crate) fn description() -> Description {
    Description::new("find_user_by_email", "users", "Find an account by its address")
        .reads(
            &[Field::email("email")],
            &["email is a required field", "email must be a valid email address"],
        )
        .answers::<FoundBody>(
            200,
            "The account of the address.",
            json!({
                "id": "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b11",
                "email_id": "5f0e2a3c-9d1b-4f6e-8a7c-1b2c3d4e5f60",
                "verified": true,
                "has_webauthn_credential": false,
            }),
        )
        .refuses(404, &["Not Found"])
        .refuses_too_many()
        .may_fail()
}
