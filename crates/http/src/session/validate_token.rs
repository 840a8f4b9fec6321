//! `POST /sessions/validate` (contract 10.16).

use super::claims::Validity;
use crate::description::{Description, Field};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::validate::{self, respond};
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
        .answers::<Validity>(200, "Whether it is; only then with its claims.", validate::example())
        .may_fail()
}
