//! `POST /sessions/validate` (contract 10.16).

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

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
