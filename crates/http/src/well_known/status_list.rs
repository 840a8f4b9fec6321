//! `GET /.well-known/status-lists/{list}`: which sessions have ended (IETF draft Token Status List 17, section 8).

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use inkan_domain::status_list::{GetStatusListError, SignedStatusList};

use super::versioned::versioned;
use crate::description::Description;
use crate::error::ApiError;
use crate::public::PublicApi;

pub(crate) const PATH: &str = "/.well-known/status-lists/{list}";

const TEXT: &str = "A signed status list (IETF draft Token Status List 17) for services that check tokens by \
    themselves. A token names its list and its index there in the claim `status`.";

const MEDIA_TYPE: &str = "application/statuslist+jwt";

pub(crate) async fn status_list(
    api: Data<PublicApi>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let list = number(request.uri().path()).ok_or(ApiError::NotFound)?;
    let lists = api.use_cases()?.get_status_list.as_ref().ok_or(ApiError::NotFound)?;
    let signed = match lists.ready(list) {
        Some(signed) => signed,
        None => read(&api, list).await?,
    };
    // Weak: replicas may sign the same statuses at different times.
    let etag = format!("W/\"{}\"", signed.tag);
    let seconds = api.settings.status_list_ttl_seconds.unwrap_or_default();
    versioned(&request, &etag, seconds, || {
        let mut response =
            HttpResponse::with_body(StatusCode::OK, signed.token.clone()).map_into_boxed_body();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        response
    })
}

async fn read(api: &PublicApi, list: u32) -> Result<Arc<SignedStatusList>, ApiError> {
    let read = api.run(move |use_cases| match &use_cases.get_status_list {
        Some(lists) => lists.execute(list),
        None => Err(GetStatusListError::NotFound),
    });
    Ok(read.await??)
}

/// The number at the end of the path, written as tokens write it.
fn number(path: &str) -> Option<u32> {
    let text = path.rsplit('/').next()?;
    text.parse().ok().filter(|number: &u32| number.to_string() == text)
}

pub(crate) fn description() -> Description {
    Description::new("get_status_list", "well-known", "Which sessions have ended")
        .text(TEXT)
        .answers_text(
            200,
            "The list as a JWT of the type `statuslist+jwt`; cacheable, with an entity tag.",
            MEDIA_TYPE,
        )
        .answers_nothing(304, "The client has these statuses already.")
        .sends("Cache-Control", "`max-age`, as `ttl` in the list.")
        .sends("ETag", "Changes with the statuses, and some minutes before the list is over.")
        .refuses(404, &["Not Found"])
        .may_fail()
}
