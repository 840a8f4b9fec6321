//! A service that answers who calls: 200 with what the bearer token says, or 401.
//!
//!     JWKS_URL=https://auth.example.com/.well-known/jwks.json AUDIENCE=example.com \
//!         ISSUER=https://auth.example.com PORT=9000 cargo run
mod inkan;

use std::env::var;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

use inkan::{Keys, PAUSE, Refusal, verify};

struct Settings {
    keys: Keys,
    audience: String,
    issuer: Option<String>,
}

async fn who(State(settings): State<Arc<Settings>>, headers: HeaderMap) -> Response {
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token,
        _ => "",
    };
    match verify(token, &settings.keys, &settings.audience, settings.issuer.as_deref()).await {
        Ok(claims) => ([("X-User-Id", claims.sub.clone())], Json(claims)).into_response(),
        Err(Refusal::Token(reason)) => {
            let challenge = [(WWW_AUTHENTICATE, r#"Bearer error="invalid_token""#)];
            (StatusCode::UNAUTHORIZED, challenge, reason).into_response()
        }
        Err(Refusal::NoKeys) => {
            let wait = [(RETRY_AFTER, PAUSE.as_secs().to_string())];
            (StatusCode::SERVICE_UNAVAILABLE, wait, "no keys yet").into_response()
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let settings = Settings {
        keys: Keys::new(var("JWKS_URL")?),
        audience: var("AUDIENCE")?,
        issuer: var("ISSUER").ok(),
    };
    let port = var("PORT").unwrap_or_else(|_| "9000".to_owned());
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let service = Router::new().route("/", get(who)).with_state(Arc::new(settings));
    Ok(axum::serve(listener, service).await?)
}
