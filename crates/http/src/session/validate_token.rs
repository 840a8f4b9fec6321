//! `POST /sessions/validate` (contract 10.16).

use super::claims::Validity;
use crate::description::{Description, Field};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use super::validate::respond;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;
use crate::{body, credentials};

pub(crate) async fn validate_token(
    api: Data<PublicApi>,
    context: RequestContext,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let [token] = body::fields(&request, payload, api.body_limits(), ["session_token"]).await?;
    let Some(token) = token.filter(|token| !token.is_empty()) else {
        // The status within the message is part of the contract.
        let message = "code=400, message=session_token is a required field";
        return Err(ApiError::Invalid(message.to_owned()));
    };
    respond(&api, &context, credentials::of_body(token), true).await
}

pub(crate) fn description() -> Description {
    Description::new("validate_session_token", "sessions", "Is the session of this token alive?")
        .text("For backends; counts as use.")
        .reads(
            &[Field::password("session_token", "The token.", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln")],
            &["code=400, message=session_token is a required field"],
        )
        .answers::<Validity>(
            200,
            "Whether it is; only then with its claims.",
            json!({
                "is_valid": true,
                "claims": {
                    "subject": "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b11",
                    "session_id": "5f0e2a3c-9d1b-4f6e-8a7c-1b2c3d4e5f60",
                    "expiration": "2026-01-02T15:04:05Z",
                    "issued_at": "2026-01-02T03:04:05Z",
                    "audience": ["example.com"],
                },
                "expiration_time": "2026-01-02T15:04:05Z",
                "user_id": "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b11",
            }),
        )
        .may_fail()
}
