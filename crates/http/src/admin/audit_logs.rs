//! `GET /audit_logs` (admin-api.md, "Audit logs").

use actix_web::http::header::HOST;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use inkan_domain::Timestamp;
use inkan_domain::admin::{AuditFilter, StoredAuditRecord};
use serde::Serialize;
use serde_json::value::RawValue;

use super::AdminApi;
use super::paging::Page;
use super::query::Query;
use crate::error::ApiError;
use crate::times::Rfc3339;
use crate::{answer, time_parsing};

/// Longest text to look for, in characters: no column is wider.
const LONGEST_FILTER: usize = 255;

#[derive(Serialize)]
struct AuditLogBody<'record> {
    id: String,
    #[serde(rename = "type")]
    event: &'record str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'record str>,
    meta_http_request_id: &'record str,
    meta_source_ip: &'record str,
    meta_user_agent: &'record str,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor_user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor_email: Option<&'record str>,
    details: Details<'record>,
    created_at: Rfc3339,
    updated_at: Rfc3339,
}

/// The details as they are stored; an empty object when there are none.
#[derive(Serialize)]
#[serde(untagged)]
enum Details<'record> {
    Stored(&'record RawValue),
    None {},
}

pub(super) async fn list(api: Data<AdminApi>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let query = Query::read(request.query_string());
    let page = Page::wanted(&query)?;
    let filter = filter(&query)?;
    let listed = api.run(move |use_cases| use_cases.list_audit_logs.execute(&filter, page.number, page.size));
    let found = listed.await??;
    let bodies: Vec<_> = found.records.iter().map(AuditLogBody::from).collect();
    let mut response = answer::ok(&bodies);
    page.tell(&mut response, &api.url(&request), &query, found.total)?;
    Ok(response)
}

/// What is looked for.
///
/// # Errors
/// 400 when a time is none, or a text can be in no column.
fn filter(query: &Query) -> Result<AuditFilter, ApiError> {
    let time = |name: &str| -> Result<Option<Timestamp>, ApiError> {
        query.first(name).map(|text| time_parsing::parse(text).map_err(ApiError::Invalid)).transpose()
    };
    let text = |name: &'static str| {
        let text = query.first(name).filter(|text| !text.is_empty());
        text.map(|text| searchable(name, text)).transpose()
    };
    Ok(AuditFilter {
        start_time: time("start_time")?,
        end_time: time("end_time")?,
        types: query.all("type").map(|text| searchable("type", text)).collect::<Result<_, _>>()?,
        actor_user_id: text("actor_user_id")?,
        actor_email: text("actor_email")?,
        meta_source_ip: text("meta_source_ip")?,
        q: text("q")?,
    })
}

fn searchable(name: &str, text: &str) -> Result<String, ApiError> {
    if text.contains('\0') {
        return Err(ApiError::Invalid(format!("{name} must not contain U+0000")));
    }
    if text.chars().count() > LONGEST_FILTER {
        return Err(ApiError::Invalid(format!("{name} must not be longer than {LONGEST_FILTER} characters")));
    }
    Ok(text.to_owned())
}

impl AdminApi {
    /// The URL that a request was sent to, without its query.
    fn url(&self, request: &HttpRequest) -> String {
        let headers = request.headers();
        let is_https = self.trusted_proxies.say_https(request.peer_addr(), headers);
        let scheme = if is_https { "https" } else { "http" };
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        format!("{scheme}://{host}{}", request.uri().path())
    }
}

impl<'record> From<&'record StoredAuditRecord> for AuditLogBody<'record> {
    fn from(record: &'record StoredAuditRecord) -> Self {
        Self {
            id: record.id.to_string(),
            event: &record.event,
            error: record.error.as_deref(),
            meta_http_request_id: &record.request_id,
            meta_source_ip: &record.source_ip,
            meta_user_agent: &record.user_agent,
            actor_user_id: record.user_id.map(|id| id.to_string()),
            actor_email: record.user_email.as_deref(),
            details: Details::of(record.details.as_deref()),
            created_at: Rfc3339(record.created_at),
            updated_at: Rfc3339(record.updated_at),
        }
    }
}

impl<'record> Details<'record> {
    fn of(stored: Option<&'record str>) -> Self {
        let details: Option<&RawValue> = stored.and_then(|text| serde_json::from_str(text).ok());
        details.filter(|details| details.get() != "null").map_or(Self::None {}, Self::Stored)
    }
}
