//! `POST /passcode/login/finalize` (contract 10.3).

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use inkan_domain::PasscodeId;
use inkan_domain::passcode::{Code, FinalizePasscodeLoginError, FinalizeRequest, PasscodeLogin};
use inkan_domain::session::AuthenticateError;

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
