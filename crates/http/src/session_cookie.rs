//! The session as it is handed out, and the end of its cookie (contract 3.5).

use std::fmt::Write;

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, SET_COOKIE};
use inkan_domain::EmailId;
use inkan_domain::session::OpenedSession;

use crate::error::{ApiError, internal};
use crate::settings::{CookieSettings, PublicSettings, SameSite};

const SESSION_LIFETIME: HeaderName = HeaderName::from_static("x-session-lifetime");
const AUTH_TOKEN: HeaderName = HeaderName::from_static("x-auth-token");

/// Name of the cookie that remembers which address a registration named (contract 10.1).
pub(crate) const EMAIL_ID: &str = "hanko_email_id";

/// Puts a session onto an answer: its lifetime, and the token in a header or in the cookie.
///
/// # Errors
/// When the token is not fit for a header.
pub(crate) fn hand_out(
    response: &mut HttpResponse,
    settings: &PublicSettings,
    opened: &OpenedSession,
) -> Result<(), ApiError> {
    let headers = response.headers_mut();
    headers.insert(SESSION_LIFETIME, HeaderValue::from(opened.lifetime_seconds));
    let token = opened.token.expose();
    if settings.enable_auth_token_header {
        headers.insert(AUTH_TOKEN, sensitive(token)?);
    } else {
        let cookie = session_cookie(&settings.cookie, token, opened.lifetime_seconds);
        headers.append(SET_COOKIE, sensitive(&cookie)?);
    }
    Ok(())
}

/// Tells the browser to forget the session cookie.
///
/// # Errors
/// When the configured name or domain is not fit for a header.
pub(crate) fn end(headers: &mut HeaderMap, settings: &CookieSettings) -> Result<(), ApiError> {
    headers.append(SET_COOKIE, sensitive(&session_cookie(settings, "", 0))?);
    Ok(())
}

/// Remembers the address of a registration; without `Path` and `Max-Age`, for all sites (contract 10.1).
///
/// # Errors
/// When the configured domain is not fit for a header.
pub(crate) fn remember_email(
    response: &mut HttpResponse,
    settings: &CookieSettings,
    email_id: EmailId,
) -> Result<(), ApiError> {
    let mut cookie = format!("{EMAIL_ID}={email_id}");
    add_attributes(&mut cookie, settings, Some(SameSite::None));
    response.headers_mut().append(SET_COOKIE, sensitive(&cookie)?);
    Ok(())
}

fn session_cookie(settings: &CookieSettings, value: &str, lifetime_seconds: i64) -> String {
    let mut cookie = String::with_capacity(value.len() + 128);
    // Writing into a string cannot fail.
    let _ = write!(cookie, "{}={value}; Path=/; Max-Age={lifetime_seconds}", settings.name);
    add_attributes(&mut cookie, settings, settings.same_site);
    cookie
}

fn add_attributes(cookie: &mut String, settings: &CookieSettings, same_site: Option<SameSite>) {
    if let Some(domain) = &settings.domain {
        cookie.push_str("; Domain=");
        cookie.push_str(domain);
    }
    if settings.http_only {
        cookie.push_str("; HttpOnly");
    }
    if settings.secure {
        cookie.push_str("; Secure");
    }
    match same_site {
        Some(SameSite::Strict) => cookie.push_str("; SameSite=Strict"),
        Some(SameSite::Lax) => cookie.push_str("; SameSite=Lax"),
        Some(SameSite::None) => cookie.push_str("; SameSite=None"),
        None => {}
    }
}

fn sensitive(text: &str) -> Result<HeaderValue, ApiError> {
    let mut value = HeaderValue::from_str(text).map_err(|error| internal(&error))?;
    value.set_sensitive(true);
    Ok(value)
}
