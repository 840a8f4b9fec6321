//! `PUT /password`.

use inkan_domain::UserId;
use inkan_domain::fakes::id;
use serde_json::{Value, json};

use crate::support::{Bench, Reply, put};

fn body(user_id: UserId, password: &str) -> String {
    json!({ "user_id": user_id.to_string(), "password": password }).to_string()
}

async fn set(bench: &Bench, session_user: UserId, user_id: UserId, password: &str) -> Reply {
    bench.send_as(&bench.token(session_user), put("/password", &body(user_id, password))).await
}

#[actix_web::test]
async fn the_first_password_is_created_and_the_next_one_is_a_change() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    for (password, status) in [("first password", 201), ("second password", 200)] {
        let reply = set(&bench, user_id, user_id, password).await;
        assert_eq!((reply.status, reply.json()), (status, Value::Null));
        assert_eq!(reply.header("x-session-lifetime"), "");
        let stored = bench.storage.with(|state| state.passwords[&user_id].as_str().to_owned());
        assert_eq!(stored, format!("new:{password}"));
    }
}

#[actix_web::test]
async fn without_a_session_the_body_is_not_looked_at() {
    let bench = Bench::new();
    bench.call(put("/password", "{")).await.refuses(401, "Unauthorized");
}

#[actix_web::test]
async fn broken_fields_are_refused_together() {
    let bench = Bench::new();
    let token = bench.token(bench.user(1));
    let both = "user_id is a required field and password is a required field";
    bench.send_as(&token, put("/password", "{}")).await.refuses(400, both);
    let request = put("/password", r#"{"user_id":"x","password":"12345678"}"#);
    bench.send_as(&token, request).await.refuses(400, "user_id must be a valid uuid");
}

#[actix_web::test]
async fn a_password_has_eight_characters_and_seventy_two_bytes() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    let short = "password must be at least 8 characters long";
    set(&bench, user_id, user_id, "ééééééé").await.refuses(400, short);
    assert_eq!(set(&bench, user_id, user_id, &"é".repeat(36)).await.status, 201);
    let long = "password must not be longer than 72 bytes";
    set(&bench, user_id, user_id, &"é".repeat(37)).await.refuses(400, long);
}

#[actix_web::test]
async fn a_stranger_is_forbidden_whether_there_is_one_or_not() {
    let bench = Bench::new();
    let (user_id, other) = (bench.user(1), bench.user(2));
    for stranger in [other, UserId::new(id(9))] {
        set(&bench, user_id, stranger, "long enough").await.refuses(403, "Forbidden");
    }
}

#[actix_web::test]
async fn another_site_cannot_set_it() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    let request = put("/password", &body(user_id, "long enough"))
        .insert_header(("cookie", format!("hanko={}", bench.token(user_id))))
        .insert_header(("sec-fetch-site", "cross-site"));
    bench.call(request).await.refuses(403, "Forbidden");
}

#[actix_web::test]
async fn passwords_may_be_switched_off() {
    let bench = Bench::with(|options| options.settings.password_operations_enabled = false);
    bench.call(put("/password", "{}")).await.refuses(404, "Not Found");
    bench.post("/password/login", "{}").await.refuses(404, "Not Found");
}
