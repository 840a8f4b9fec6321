//! `GET /sessions/validate` and `POST /sessions/validate`.

use actix_web::test::TestRequest;
use chrono::TimeDelta;
use serde_json::json;

use crate::support::Bench;

const PATH: &str = "/sessions/validate";
const ENDED: &str = "hanko=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict";

fn token_body(token: &str) -> String {
    json!({ "session_token": token }).to_string()
}

#[actix_web::test]
async fn a_living_session_is_shown_with_its_claims() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    let token = bench.token(user_id);
    let wanted = json!({
        "is_valid": true,
        "claims": {
            "subject": user_id.to_string(),
            "session_id": token.trim_start_matches("token-"),
            "expiration": "2025-06-16T03:06:40Z",
            "issued_at": "2025-06-15T15:06:40Z",
            "audience": ["localhost"],
            "email": { "address": "x@inkan.test", "is_primary": true, "is_verified": true },
        },
        "expiration_time": "2025-06-16T03:06:40Z",
        "user_id": user_id.to_string(),
    });
    assert_eq!(bench.get_as(&token, PATH).await.json(), wanted);
    assert_eq!(bench.post(PATH, &token_body(&format!(" {token} "))).await.json(), wanted);
    let by_cookie = TestRequest::get().uri(PATH).insert_header(("cookie", format!("hanko={token}")));
    assert_eq!(bench.call(by_cookie).await.json(), wanted);
}

#[actix_web::test]
async fn anything_else_is_not_valid() {
    let bench = Bench::new();
    let wanted = json!({ "is_valid": false });
    assert_eq!(bench.call(TestRequest::get().uri(PATH)).await.json(), wanted);
    assert_eq!(bench.get_as("x", PATH).await.json(), wanted);
    let reply = bench.post(PATH, &token_body("x\0")).await;
    assert_eq!((reply.status, reply.json()), (200, wanted));
}

#[actix_web::test]
async fn a_body_without_a_token_is_refused_with_the_odd_message() {
    let bench = Bench::new();
    let odd = "code=400, message=session_token is a required field";
    bench.post(PATH, "{}").await.refuses(400, odd);
    bench.post(PATH, &token_body("")).await.refuses(400, odd);
    bench.call(TestRequest::post().uri(PATH)).await.refuses(400, odd);
}

#[actix_web::test]
async fn only_the_body_counts_as_use() {
    let bench = Bench::with(|options| options.idle_timeout = Some(TimeDelta::hours(1)));
    let token = bench.token(bench.user(1));
    bench.clock.advance(TimeDelta::minutes(40));
    let idle_end = |reply: crate::support::Reply| reply.json()["idle_expires_at"].clone();
    assert_eq!(idle_end(bench.get_as(&token, PATH).await), "2025-06-15T16:06:40Z");
    assert_eq!(idle_end(bench.post(PATH, &token_body(&token)).await), "2025-06-15T16:46:40Z");
}

#[actix_web::test]
async fn an_idle_session_ends_with_its_cookie() {
    let bench = Bench::with(|options| options.idle_timeout = Some(TimeDelta::hours(1)));
    let (first, second) = (bench.token(bench.user(1)), bench.token(bench.user(2)));
    bench.clock.advance(TimeDelta::minutes(61));
    for (reply, again) in [
        (bench.get_as(&first, PATH).await, bench.get_as(&first, PATH).await),
        (bench.post(PATH, &token_body(&second)).await, bench.post(PATH, &token_body(&second)).await),
    ] {
        assert_eq!(reply.json(), json!({ "is_valid": false }));
        assert_eq!(reply.cookies(), [ENDED]);
        assert!(again.cookies().is_empty());
    }
}
