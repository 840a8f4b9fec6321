//! `POST /passcode/login/initialize`.

use chrono::TimeDelta;
use inkan_domain::fakes::id;
use inkan_domain::rate_limit::{GuessLimit, RateLimit};
use serde_json::json;

use crate::support::{Bench, Reply, post};

const PATH: &str = "/passcode/login/initialize";

async fn initialize(bench: &Bench, body: serde_json::Value) -> Reply {
    bench.post(PATH, &body.to_string()).await
}

#[actix_web::test]
async fn a_code_is_sent_to_the_primary_address() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    let reply = initialize(&bench, json!({ "user_id": user_id.to_string() })).await;
    let passcode = bench.storage.with(|state| state.passcodes.values().next().unwrap().0.clone());
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.json(),
        json!({ "id": passcode.id.to_string(), "ttl": 300, "created_at": "2025-06-15T15:06:40Z" })
    );
    assert_eq!(reply.header("x-ratelimit-limit"), "");
}

#[actix_web::test]
async fn the_address_comes_from_the_body_or_the_cookie() {
    let bench = Bench::new();
    let user_id = bench.bare_user(1);
    let email_id = bench.email(5, None);
    let named = json!({ "user_id": user_id.to_string(), "email_id": format!("{{{email_id}}}") });
    assert_eq!(initialize(&bench, named).await.status, 200);
    let body = json!({ "user_id": user_id.to_string() }).to_string();
    let with_cookie =
        |value: String| post(PATH, &body).insert_header(("cookie", format!("hanko_email_id={value}")));
    assert_eq!(bench.call(with_cookie(email_id.to_string())).await.status, 200);
    bench.call(with_cookie("x".to_owned())).await.refuses(400, "failed to parse emailId as uuid");
    bench.call(with_cookie(String::new())).await.refuses(400, "an emailId needs to be specified");
    bench.call(post(PATH, &body)).await.refuses(400, "an emailId needs to be specified");
}

#[actix_web::test]
async fn broken_fields_are_refused() {
    let bench = Bench::new();
    let user_id = bench.user(0xabc).to_string();
    initialize(&bench, json!({})).await.refuses(400, "user_id is a required field");
    for broken in [user_id.to_uppercase(), "nope".to_owned(), format!("{user_id}\0")] {
        initialize(&bench, json!({ "user_id": broken })).await.refuses(400, "user_id must be a valid uuid");
    }
    for broken in ["", "nope", "\0"] {
        let reply = initialize(&bench, json!({ "user_id": user_id, "email_id": broken })).await;
        reply.refuses(400, "failed to parse emailId as uuid");
    }
}

#[actix_web::test]
async fn unknown_users_and_addresses_are_refused() {
    let bench = Bench::new();
    let user_id = bench.user(1).to_string();
    initialize(&bench, json!({ "user_id": id(9).to_string() })).await.refuses(400, "Bad Request");
    let reply = initialize(&bench, json!({ "user_id": user_id, "email_id": id(9).to_string() })).await;
    reply.refuses(400, "the specified emailId is not available");
}

#[actix_web::test]
async fn addresses_and_sessions_of_others_are_forbidden() {
    let bench = Bench::new();
    let (user_id, other) = (bench.user(1), bench.user(2));
    let foreign = json!({ "user_id": user_id.to_string(), "email_id": id(1002).to_string() });
    initialize(&bench, foreign).await.refuses(403, "Forbidden");
    let body = json!({ "user_id": user_id.to_string() }).to_string();
    let token = bench.token(other);
    let with = |value: String| post(PATH, &body).insert_header(("authorization", value));
    bench.call(with(format!("Bearer {token}"))).await.refuses(403, "Forbidden");
    bench.call(with(token.clone())).await.refuses(403, "Forbidden");
    assert_eq!(bench.call(with(format!("bearer {token}"))).await.status, 200);
    bench.storage.with(|state| state.sessions.clear());
    assert_eq!(bench.call(with(format!("Bearer {token}"))).await.status, 200);
}

#[actix_web::test]
async fn every_answer_after_the_limiter_tells_what_is_left() {
    let bench =
        Bench::with(|options| options.limits.passcode = Some(RateLimit::new(2, TimeDelta::minutes(1))));
    let user_id = bench.user(1).to_string();
    let left = |reply: &Reply| reply.header("x-ratelimit-remaining").to_owned();
    let unknown = initialize(&bench, json!({ "user_id": id(9).to_string() })).await;
    assert_eq!(left(&unknown), "");
    let refused = initialize(&bench, json!({ "user_id": user_id, "email_id": "x" })).await;
    assert_eq!((refused.status, left(&refused).as_str(), refused.header("retry-after")), (400, "1", ""));
    let sent = initialize(&bench, json!({ "user_id": user_id })).await;
    assert_eq!((sent.status, left(&sent).as_str()), (200, "0"));
    let limited = initialize(&bench, json!({ "user_id": user_id })).await;
    limited.refuses(429, "Too Many Requests");
    assert_eq!(limited.header("x-ratelimit-limit"), "2");
    assert_eq!(left(&limited), "0");
    assert_eq!(limited.header("x-ratelimit-reset"), "60");
    assert_eq!(limited.header("retry-after"), "60");
}

#[actix_web::test]
async fn an_account_with_too_many_wrong_codes_gets_no_further_one() {
    let bench = Bench::with(|options| {
        options.limits.passcode = Some(RateLimit::new(9, TimeDelta::minutes(1)));
        options.limits.guesses = GuessLimit::new(1, TimeDelta::minutes(2));
    });
    let (user_id, unknown) = (bench.user(1), json!({ "user_id": id(9).to_string() }));
    let passcode = bench.passcode(7, user_id, inkan_domain::EmailId::new(id(1001)));
    let wrong = json!({ "id": passcode.to_string(), "code": "000000" }).to_string();
    assert_eq!(bench.post("/passcode/login/finalize", &wrong).await.status, 401);
    let asking = json!({ "user_id": user_id.to_string() });
    let held = initialize(&bench, asking.clone()).await;
    held.refuses(429, "Too Many Requests");
    assert_eq!((held.header("x-ratelimit-limit"), held.header("x-ratelimit-remaining")), ("1", "0"));
    assert_eq!((held.header("x-ratelimit-reset"), held.header("retry-after")), ("120", "120"));
    assert!(bench.storage.with(|state| state.outbox.is_empty()));
    initialize(&bench, unknown).await.refuses(400, "Bad Request");
    bench.clock.advance(TimeDelta::minutes(2));
    assert_eq!(initialize(&bench, asking).await.header("x-ratelimit-limit"), "9");
}

#[actix_web::test]
async fn the_operation_may_be_switched_off() {
    let bench = Bench::with(|options| options.settings.passcode_operations_enabled = false);
    initialize(&bench, json!({})).await.refuses(404, "Not Found");
    bench.post("/passcode/login/finalize", "{}").await.refuses(404, "Not Found");
}
