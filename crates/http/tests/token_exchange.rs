//! `POST /token`.

use chrono::TimeDelta;
use inkan_domain::UserId;
use inkan_domain::audit::AuditEvent;
use inkan_domain::fakes::{id, moment};
use inkan_domain::one_time_token::OneTimeToken;
use inkan_domain::rate_limit::RateLimit;
use serde_json::json;

use crate::support::{Bench, Options, Reply, post};

const VALUE: &str = "one-time";

fn with_token(change: impl FnOnce(&mut Options)) -> (Bench, UserId) {
    let bench = Bench::with(change);
    let user_id = bench.user(1);
    let token = OneTimeToken { id: id(5), user_id, expires_at: moment(60) };
    bench.storage.with(|state| state.one_time_tokens.insert(VALUE.to_owned(), token));
    (bench, user_id)
}

async fn exchange(bench: &Bench, value: &str) -> Reply {
    bench.post("/token", &json!({ "value": value }).to_string()).await
}

fn refusals(bench: &Bench) -> Vec<String> {
    let records = bench.storage.with(|state| state.audit_records.clone());
    let failed = records.into_iter().filter(|record| record.event == AuditEvent::TokenExchangeFailed);
    failed.map(|record| record.error.unwrap()).collect()
}

#[actix_web::test]
async fn a_token_is_exchanged_once() {
    let (bench, user_id) = with_token(|_| {});
    let reply = exchange(&bench, VALUE).await;
    assert_eq!((reply.status, reply.json()), (200, json!({ "user_id": user_id.to_string() })));
    assert_eq!((reply.header("x-session-lifetime"), reply.cookies().len()), ("43200", 1));
    exchange(&bench, VALUE).await.refuses(404, "token not found");
}

#[actix_web::test]
async fn a_late_token_has_expired() {
    let (bench, _) = with_token(|_| {});
    bench.clock.advance(TimeDelta::seconds(61));
    exchange(&bench, VALUE).await.refuses(422, "token has expired");
    assert_eq!(refusals(&bench), ["code=422, message=token has expired"]);
}

#[actix_web::test]
async fn every_refusal_is_recorded() {
    let (bench, _) = with_token(|_| {});
    exchange(&bench, "nothing").await.refuses(404, "token not found");
    exchange(&bench, "a\0").await.refuses(404, "token not found");
    exchange(&bench, "").await.refuses(400, "value is a required field");
    bench.post("/token", "{").await.refuses(400, "unexpected EOF");
    let text = post("/token", "{}").insert_header(("content-type", "text/plain"));
    bench.call(text).await.refuses(415, "Unsupported Media Type");
    assert_eq!(
        refusals(&bench),
        [
            "code=404, message=token not found",
            "code=404, message=token not found",
            "code=400, message=value is a required field",
            "code=400, message=unexpected EOF",
            "code=415, message=Unsupported Media Type",
        ]
    );
}

#[actix_web::test]
async fn the_limiter_comes_before_the_body_and_is_not_recorded() {
    let limit = RateLimit::new(2, TimeDelta::seconds(10));
    let (bench, _) = with_token(|options| options.limits.token = Some(limit));
    let broken = bench.post("/token", "{").await;
    assert_eq!((broken.status, broken.header("x-ratelimit-remaining")), (400, "1"));
    let good = exchange(&bench, VALUE).await;
    assert_eq!((good.status, good.header("x-ratelimit-remaining")), (200, "0"));
    let refused = bench.post("/token", "{").await;
    refused.refuses(429, "Too Many Requests");
    assert_eq!((refused.header("x-ratelimit-limit"), refused.header("retry-after")), ("2", "10"));
    assert_eq!(refusals(&bench), ["code=400, message=unexpected EOF"]);
}
