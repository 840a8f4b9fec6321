//! `POST /user`.

use chrono::TimeDelta;
use inkan_domain::fakes::id;
use inkan_domain::rate_limit::RateLimit;
use serde_json::json;

use crate::support::Bench;

#[actix_web::test]
async fn the_owner_of_an_address_is_told() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    let reply = bench.post("/user", r#"{"email":"x1001@INKAN.test"}"#).await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.json(),
        json!({
            "id": user_id.to_string(),
            "email_id": id(1001).to_string(),
            "verified": true,
            "has_webauthn_credential": false,
        })
    );
}

#[actix_web::test]
async fn an_address_of_nobody_is_not_found() {
    let bench = Bench::new();
    bench.email(5, None);
    for email in ["x5@inkan.test", "nobody@inkan.test"] {
        bench.post("/user", &format!("{{\"email\":\"{email}\"}}")).await.refuses(404, "Not Found");
    }
}

#[actix_web::test]
async fn a_missing_or_broken_address_is_refused() {
    let bench = Bench::new();
    bench.post("/user", "null").await.refuses(400, "email is a required field");
    bench.post("/user", r#"{"email":"nope"}"#).await.refuses(400, "email must be a valid email address");
}

#[actix_web::test]
async fn too_many_look_ups_are_refused() {
    let bench = Bench::with(|options| options.limits.lookup = Some(RateLimit::new(1, TimeDelta::minutes(1))));
    let body = r#"{"email":"nobody@inkan.test"}"#;
    bench.post("/user", body).await.refuses(404, "Not Found");
    bench.post("/user", body).await.refuses(429, "Too Many Requests");
}
