//! `POST /users` of the admin API.

use inkan_domain::fakes::id;
use serde_json::{Value, json};

use crate::support::{Bench, Reply, post};

fn open() -> Bench {
    Bench::with(|options| options.admin_is_open = true)
}

async fn create(bench: &Bench, body: &Value) -> Reply {
    bench.call_admin(post("/users", &body.to_string())).await
}

#[actix_web::test]
async fn an_account_is_made_as_it_is_described() {
    let bench = open();
    let body = json!({
        "id": id(7).to_string(),
        "emails": [
            { "address": "Ada@Inkan.test", "is_primary": true, "is_verified": true },
            { "address": "second@inkan.test" },
        ],
        "username": "Ada",
        "created_at": "2020-01-02T03:04:05.123456789+02:00",
        "other": 1,
    });
    let reply = create(&bench, &body).await;
    assert_eq!(reply.status, 200);
    let user = reply.json();
    let mut names: Vec<_> = user.as_object().unwrap().keys().cloned().collect();
    // A dependency may make maps keep their order, or not.
    names.sort();
    assert_eq!(names, ["created_at", "emails", "id", "updated_at", "username"]);
    assert_eq!((&user["id"], &user["created_at"]), (&json!(id(7)), &json!("2020-01-02T01:04:05.123456789Z")));
    assert_eq!(user["username"]["username"], "Ada");
    let emails = user["emails"].as_array().unwrap();
    let email = |address: &str| emails.iter().find(|email| email["address"] == address).unwrap();
    let flags = |address: &str| (email(address)["is_primary"].clone(), email(address)["is_verified"].clone());
    assert_eq!(flags("ada@inkan.test"), (json!(true), json!(true)));
    assert_eq!(flags("second@inkan.test"), (json!(false), json!(false)));
    assert_eq!(email("ada@inkan.test").as_object().unwrap().len(), 6);
}

#[actix_web::test]
async fn an_account_needs_an_address_or_a_user_name() {
    let bench = open();
    let message = "at least one of [Emails, Username] must be set";
    for body in ["", "{}", "null", r#"{"username":""}"#, r#"{"emails":[]}"#, r#"{"username":null}"#] {
        bench.call_admin(post("/users", body)).await.refuses(400, message);
    }
}

#[actix_web::test]
async fn one_address_is_the_primary_one() {
    let bench = open();
    let (a, b) = ("a@inkan.test", "b@inkan.test");
    let none = json!({ "emails": [{ "address": a }] });
    create(&bench, &none).await.refuses(400, "at least one primary email must be provided");
    let both = json!({ "emails": [
        { "address": a, "is_primary": true },
        { "address": b, "is_primary": true },
    ] });
    create(&bench, &both).await.refuses(400, "only one primary email is allowed");
}

#[actix_web::test]
async fn addresses_have_their_form_and_differ() {
    let bench = open();
    let broken = json!({ "emails": [{ "address": "nomail", "is_primary": true }, { "address": "" }] });
    let message = "address must be a valid email address and address is a required field";
    create(&bench, &broken).await.refuses(400, message);
    let twice = json!({ "emails": [
        { "address": "a@inkan.test", "is_primary": true },
        { "address": "a@inkan.test" },
    ] });
    create(&bench, &twice).await.refuses(400, "emails entries are not unique");
}

#[actix_web::test]
async fn what_is_taken_is_a_conflict() {
    let bench = open();
    let user_id = bench.user(1);
    bench.storage.with(|state| state.usernames.insert(user_id, (id(3), "ada".to_owned())));
    let taken = json!({ "id": user_id.to_string(), "username": "x" });
    let message = format!("failed to create user with id '{user_id}': user already exists");
    create(&bench, &taken).await.refuses(409, &message);
    let new = id(8);
    let taken = json!({ "id": new, "emails": [{ "address": "X1001@inkan.test", "is_primary": true }] });
    let message = format!("failed to create email 'x1001@inkan.test' for user '{new}': email already exists");
    create(&bench, &taken).await.refuses(409, &message);
    let message = format!("failed to create username 'ada' for user '{new}': username already exists");
    create(&bench, &json!({ "id": new, "username": "ada" })).await.refuses(409, &message);
}

#[actix_web::test]
async fn a_broken_form_is_explained() {
    let bench = open();
    for (body, message) in [
        (
            "{bad",
            "Syntax error: offset=2, error=invalid character 'b' looking for beginning of object key string",
        ),
        (r#"{"username":5}"#, "Unmarshal type error: expected=string, got=number, field=username, offset=13"),
        (
            r#"{"emails":[{"address":true}]}"#,
            "Unmarshal type error: expected=string, got=bool, field=emails.address, offset=26",
        ),
        (
            r#"{"emails":[{"is_primary":"x"}]}"#,
            "Unmarshal type error: expected=bool, got=string, field=emails.is_primary, offset=28",
        ),
        (r#"{"id":"nouuid","username":"x"}"#, r#"uuid: incorrect UUID length 6 in string "nouuid""#),
        (
            r#"{"created_at":"yesterday","username":"x"}"#,
            r#"parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006""#,
        ),
        (r#"{"username":"a\u0000"}"#, "username is invalid"),
    ] {
        bench.call_admin(post("/users", body)).await.refuses(400, message);
    }
    let long = json!({ "username": "x".repeat(256) });
    create(&bench, &long).await.refuses(400, "username is invalid");
    let huge = json!({ "username": "x".repeat(66_000) });
    create(&bench, &huge).await.refuses(413, "Request Entity Too Large");
}

#[actix_web::test]
async fn only_json_is_read() {
    let bench = open();
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
        let request = post("/users", "{}").insert_header(("content-type", content_type));
        bench.call_admin(request).await.refuses(415, "Unsupported Media Type");
    }
    let request = post("/users", r#"{"username":"x"}"#)
        .insert_header(("content-type", "application/json; charset=utf-8"));
    assert_eq!(bench.call_admin(request).await.status, 200);
}
