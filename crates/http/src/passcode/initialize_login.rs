//! `POST /passcode/login/initialize` (contract 10.2).

use crate::description::{Description, Field};
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use inkan_domain::passcode::InitializeRequest;
use inkan_domain::session::AuthenticateError;
use inkan_domain::{Caller, Language, UserId};
use serde_json::json;

use super::PasscodeBody;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;
use crate::signed_in::session_user;
use crate::{answer, body, cookie, rate_limit, session_cookie, validation};

pub(crate) async fn initialize_login(
    api: Data<PublicApi>,
    context: RequestContext,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let [user_id, email_id] =
        body::fields(&request, payload, api.body_limits(), ["user_id", "email_id"]).await?;
    let user_id = UserId::new(validation::uuid("user_id", user_id)?);
    let email_id_cookie = cookie::values(request.headers(), session_cookie::EMAIL_ID).next();
    let email_id_cookie = email_id_cookie.map(ToOwned::to_owned);
    let accept_language = accept_language(&request);
    let language = Language::choose(&accept_language);
    let caller = context.caller(&request);
    let credentials = api.open_credentials(&request);
    let initialized = api.run(move |use_cases| {
        let session_user = session_user(use_cases, &credentials)?;
        Ok::<_, AuthenticateError>(use_cases.initialize_passcode_login.execute(&InitializeRequest {
            user_id,
            email_id,
            email_id_cookie,
            session_user,
            language,
            accept_language,
            caller,
        }))
    });
    let limited = initialized.await??;
    let mut response = match limited.outcome {
        Ok(opened) => answer::ok(&PasscodeBody::new(opened.id, opened.lifetime_seconds, opened.created_at)),
        Err(error) => ApiError::from(error).answer(),
    };
    if let Some(allowance) = &limited.allowance {
        rate_limit::tell(&mut response, allowance);
    }
    Ok(response)
}

/// The header as it is, cut to the width of a column.
fn accept_language(request: &HttpRequest) -> String {
    let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    header.unwrap_or_default().chars().take(Caller::USER_AGENT_LENGTH).collect()
}

pub(crate) fn description() -> Description {
    Description::new("initialize_passcode_login", "passcodes", "Send a code to an address")
        .text("A session, if one comes along, must be that of the account. After too many wrong codes of one account, from wherever, codes are sent to it only as it may try them.")
        .looks_at("Accept-Language", "Language of the mail.")
        .reads(
            &[
                Field::uuid("user_id", "The account that logs in."),
                Field::uuid("email_id", "Where to; by default the primary address.").optional(),
            ],
            &[
                "user_id is a required field",
                "user_id must be a valid uuid",
                "Bad Request",
                "failed to parse emailId as uuid",
                "the specified emailId is not available",
                "an emailId needs to be specified",
            ],
        )
        .answers::<PasscodeBody>(200, "The code is on its way.", json!({ "id": "5f0e2a3c-9d1b-4f6e-8a7c-1b2c3d4e5f60", "ttl": 300, "created_at": "2026-01-02T03:04:05.678901Z" }))
        .refuses(403, &["Forbidden"])
        .limited()
        .may_fail()
}
