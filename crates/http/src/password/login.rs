//! `POST /password/login` (contract 10.5).

use crate::description::{Description, Field};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use inkan_domain::Fault;
use inkan_domain::password::{LoginWithPasswordError, PasswordLoginRequest};
use inkan_domain::session::OpenedSession;
use serde_json::Value;
use utoipa::openapi::schema::empty;

use super::{FIELDS, checked};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::public::PublicApi;
use crate::{answer, body, rate_limit, session_cookie};

pub(crate) async fn login(
    api: Data<PublicApi>,
    context: RequestContext,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let (user_id, password) = checked(body::fields(&request, payload, api.body_limits(), FIELDS).await?)?;
    let login = PasswordLoginRequest { user_id, password, caller: context.caller(&request) };
    let judged =
        api.run_hashing(move |use_cases| Ok::<_, Fault>(use_cases.login_with_password.execute(&login)));
    let limited = judged.await??;
    match &limited.outcome {
        Ok(_) => api.metrics.count_login("password", true),
        Err(LoginWithPasswordError::Fault(_)) => {}
        Err(_) => api.metrics.count_login("password", false),
    }
    let answered = limited.outcome.map_err(ApiError::from).and_then(|session| succeed(&api, &session));
    let mut response = answered.unwrap_or_else(|error| error.answer());
    if let Some(allowance) = &limited.allowance {
        rate_limit::tell(&mut response, allowance);
    }
    Ok(response)
}

fn succeed(api: &PublicApi, session: &OpenedSession) -> Result<HttpResponse, ApiError> {
    let mut response = answer::ok(&());
    session_cookie::hand_out(&mut response, &api.settings, session)?;
    Ok(response)
}

pub(crate) fn description() -> Description {
    Description::new("login_with_password", "passwords", "Log in with a password")
        .reads(
            &[
                Field::uuid("user_id", "The account that logs in."),
                Field::password("password", "At most 72 bytes.", "correct horse battery staple"),
            ],
            &[
                "user_id is a required field",
                "user_id must be a valid uuid",
                "password is a required field",
                "password must not be longer than 72 bytes",
            ],
        )
        .answers_with(200, "The password was right.", empty(), Value::Null)
        .opens_session()
        .refuses(401, &["Unauthorized"])
        .limited()
        .may_fail()
}
