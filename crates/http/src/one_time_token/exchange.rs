//! `POST /token` (contract 10.17).

use crate::description::{Description, Field};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use inkan_domain::Caller;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;
use crate::validation::required;
use crate::{answer, body, rate_limit, session_cookie};

#[derive(Serialize, ToSchema)]
struct ExchangedBody {
    user_id: String,
}

/// The limiter comes before the body is looked at; whatever is refused after it is recorded.
pub(crate) async fn exchange(
    api: Data<PublicApi>,
    context: RequestContext,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let caller = context.caller(&request);
    let asking = caller.clone();
    let allowance = api.run(move |use_cases| use_cases.exchange_token.take_allowance(&asking)).await??;
    if let Some(refused) = allowance.filter(|allowance| !allowance.is_allowed) {
        return Err(ApiError::TooManyRequests(Some(refused)));
    }
    let mut response = match exchanged(&api, &request, payload, &caller).await {
        Ok(response) => response,
        Err(refusal) => record(&api, refusal, caller).await.answer(),
    };
    if let Some(allowance) = &allowance {
        rate_limit::tell(&mut response, allowance);
    }
    Ok(response)
}

async fn exchanged(
    api: &PublicApi,
    request: &HttpRequest,
    payload: Payload,
    caller: &Caller,
) -> Result<HttpResponse, ApiError> {
    let [value] = body::fields(request, payload, api.body_limits(), ["value"]).await?;
    let (value, caller) = (required("value", value)?, caller.clone());
    let spent = api.run(move |use_cases| use_cases.exchange_token.execute(&value, &caller)).await??;
    let mut response = answer::ok(&ExchangedBody { user_id: spent.user_id.to_string() });
    session_cookie::hand_out(&mut response, &api.settings, &spent.session)?;
    Ok(response)
}

/// Puts a refusal into the audit log; gives it back, or why that failed.
async fn record(api: &PublicApi, refusal: ApiError, caller: Caller) -> ApiError {
    if !refusal.status().is_client_error() {
        return refusal;
    }
    let text = format!("code={}, message={}", refusal.status().as_u16(), refusal.message());
    match api.run(move |use_cases| use_cases.exchange_token.record_refusal(&text, &caller)).await {
        Ok(Ok(())) => refusal,
        Ok(Err(fault)) => fault.into(),
        Err(error) => error,
    }
}

pub(crate) fn description() -> Description {
    Description::new("exchange_token", "sessions", "Exchange a one-time token for a session")
        .reads(
            &[Field::password("value", "The token.", "Rm9yIG9uZSB1c2Ugb25seSwgdGhlbiBnb25lIQ==")],
            &["value is a required field"],
        )
        .answers::<ExchangedBody>(
            200,
            "The token is spent.",
            json!({ "user_id": "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b11" }),
        )
        .opens_session()
        .refuses(404, &["token not found"])
        .refuses(422, &["token has expired"])
        .limited()
        .may_fail()
}
