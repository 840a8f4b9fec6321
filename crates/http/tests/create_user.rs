//! `POST /users`.

use chrono::TimeDelta;
use inkan_domain::rate_limit::RateLimit;
use inkan_http::SameSite;
use serde_json::json;

use crate::support::{Bench, post};

const BODY: &str = r#"{"email":"Ada@x.test"}"#;

#[actix_web::test]
async fn an_account_is_made_and_its_address_remembered() {
    let bench = Bench::new();
    let reply = bench.post("/users", BODY).await;
    let (user_id, email) = bench
        .storage
        .with(|state| (*state.users.keys().next().unwrap(), state.emails.values().next().unwrap().clone()));
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.json(),
        json!({ "id": user_id.to_string(), "user_id": user_id.to_string(), "email_id": email.id.to_string() })
    );
    assert_eq!(email.address.as_str(), "ada@x.test");
    let cookie = format!("hanko_email_id={}; HttpOnly; Secure; SameSite=None", email.id);
    assert_eq!(reply.cookies(), [cookie.as_str()]);
    assert_eq!(reply.header("x-session-lifetime"), "");
}

#[actix_web::test]
async fn without_verification_a_session_is_handed_out_at_once() {
    let bench = Bench::with(|options| {
        options.require_verification = false;
        options.settings.cookie.domain = Some("x.test".to_owned());
        options.settings.cookie.http_only = false;
        options.settings.cookie.same_site = Some(SameSite::Lax);
    });
    let reply = bench.post("/users", BODY).await;
    let session_id = bench.storage.with(|state| *state.sessions.keys().next().unwrap());
    assert_eq!(reply.header("x-session-lifetime"), "43200");
    let session =
        format!("hanko=token-{session_id}; Path=/; Max-Age=43200; Domain=x.test; Secure; SameSite=Lax");
    assert_eq!(reply.cookies()[0], session);
    assert_eq!(bench.get_as(&format!("token-{session_id}"), "/me").await.status, 200);
}

#[actix_web::test]
async fn a_missing_or_broken_address_is_refused() {
    let bench = Bench::new();
    bench.post("/users", "{}").await.refuses(400, "email is a required field");
    bench.post("/users", r#"{"email":""}"#).await.refuses(400, "email is a required field");
    for email in ["plain", "a\\u0000@x.test", "<a@x.test>"] {
        let reply = bench.post("/users", &format!("{{\"email\":\"{email}\"}}")).await;
        reply.refuses(400, "email must be a valid email address");
    }
    assert!(bench.storage.with(|state| state.users.is_empty()));
}

#[actix_web::test]
async fn switched_off_sign_up_is_forbidden_before_the_body_is_read() {
    let bench = Bench::with(|options| options.allow_signup = false);
    bench.post("/users", "{").await.refuses(403, "Forbidden");
}

#[actix_web::test]
async fn an_address_of_somebody_is_a_conflict() {
    let bench = Bench::new();
    bench.user(1);
    bench.post("/users", r#"{"email":"X1001@INKAN.test"}"#).await.refuses(409, "Conflict");
}

#[actix_web::test]
async fn too_many_sign_ups_are_refused_with_headers() {
    let bench = Bench::with(|options| options.limits.signup = Some(RateLimit::new(1, TimeDelta::minutes(1))));
    let first = bench.post("/users", BODY).await;
    assert_eq!((first.status, first.header("x-ratelimit-limit")), (200, ""));
    let second = bench.call(post("/users", BODY)).await;
    second.refuses(429, "Too Many Requests");
    assert_eq!(second.header("x-ratelimit-limit"), "1");
    assert_eq!(second.header("x-ratelimit-remaining"), "0");
    assert_eq!(second.header("x-ratelimit-reset"), "60");
    assert_eq!(second.header("retry-after"), "60");
}
