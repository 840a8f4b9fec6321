//! `POST /user` (contract 10.8).

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;
use crate::{answer, body, validation};

#[derive(Serialize)]
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
