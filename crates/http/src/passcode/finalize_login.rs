//! `POST /passcode/login/finalize` (contract 10.3).

use crate::description::{Description, Field};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use inkan_domain::PasscodeId;
use inkan_domain::passcode::{Code, FinalizePasscodeLoginError, FinalizeRequest, PasscodeLogin};
use inkan_domain::session::AuthenticateError;
use serde_json::json;

use super::PasscodeBody;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;
use crate::signed_in::session_user;
use crate::validation::{both, required, uuid4};
use crate::{answer, body, session_cookie};

pub(crate) async fn finalize_login(
    api: Data<PublicApi>,
    context: RequestContext,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let [id, code] = body::fields(&request, payload, api.body_limits(), ["id", "code"]).await?;
    let (id, code) = both(uuid4("id", id), required("code", code))?;
    let (id, code) = (PasscodeId::new(id), Code::typed(code));
    let caller = context.caller(&request);
    let credentials = api.open_credentials(&request);
    let finalized = api.run(move |use_cases| {
        let session_user = session_user(use_cases, &credentials)?;
        let request = FinalizeRequest { id, code, session_user, caller };
        Ok::<_, AuthenticateError>(use_cases.finalize_passcode_login.execute(&request))
    });
    let outcome = finalized.await??;
    match &outcome {
        Ok(_) => api.metrics.count_login("passcode", true),
        Err(FinalizePasscodeLoginError::Fault(_)) => {}
        Err(_) => api.metrics.count_login("passcode", false),
    }
    let PasscodeLogin { passcode, session } = outcome?;
    let body = PasscodeBody::new(passcode.id, passcode.lifetime_seconds, passcode.created_at);
    let mut response = answer::ok(&body);
    session_cookie::hand_out(&mut response, &api.settings, &session)?;
    Ok(response)
}

pub(crate) fn description() -> Description {
    Description::new("finalize_passcode_login", "passcodes", "Log in with a code")
        .text("An address that is not the account's yet needs the session of the account. After too many wrong codes of one account, from wherever, its codes are judged one at a time.")
        .reads(
            &[
                Field::uuid("id", "The passcode."),
                Field::password("code", "The code from the mail.", "123456"),
            ],
            &["id is a required field", "id must be a valid uuid4", "code is a required field"],
        )
        .answers::<PasscodeBody>(200, "The code was right.", json!({ "id": "5f0e2a3c-9d1b-4f6e-8a7c-1b2c3d4e5f60", "ttl": 300, "created_at": "2026-01-02T03:04:05.678901Z" }))
        .opens_session()
        .refuses(401, &["Unauthorized", "passcode not found"])
        .refuses(403, &["Forbidden", "email address has been claimed by another user"])
        .refuses(408, &["passcode request timed out", "Request Timeout"])
        .refuses(409, &["Conflict"])
        .refuses(410, &["max attempts reached"])
        .refuses_too_many()
        .may_fail()
}
