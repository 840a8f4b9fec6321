//! `POST /emails`.

use serde_json::json;

use crate::support::{Bench, Reply, post};

async fn create(bench: &Bench, token: &str, address: &str) -> Reply {
    bench.send_as(token, post("/emails", &json!({ "address": address }).to_string())).await
}

#[actix_web::test]
async fn an_address_is_reserved_without_an_owner() {
    let bench = Bench::new();
    let token = bench.token(bench.user(1));
    let reply = create(&bench, &token, "New@Inkan.test").await;
    let email_id = bench.storage.with(|state| {
        state.emails.values().find(|email| email.user_id.is_none()).map(|email| email.id).unwrap()
    });
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.json(),
        json!({
            "id": email_id.to_string(),
            "address": "new@inkan.test",
            "verified": false,
            "created_at": "2025-06-15T15:06:40Z",
            "updated_at": "2025-06-15T15:06:40Z",
        })
    );
    let again = create(&bench, &token, "new@inkan.test").await;
    assert_eq!((again.status, again.json()["id"].clone()), (200, reply.json()["id"].clone()));
}

#[actix_web::test]
async fn without_verification_it_belongs_to_the_user_at_once() {
    let bench = Bench::with(|options| options.require_verification = false);
    let user_id = bench.user(1);
    let reply = create(&bench, &bench.token(user_id), "new@inkan.test").await;
    assert_eq!(reply.json()["user_id"], user_id.to_string());
}

#[actix_web::test]
async fn without_a_session_the_body_is_not_looked_at() {
    Bench::new().post("/emails", "{").await.refuses(401, "Unauthorized");
}

#[actix_web::test]
async fn an_address_has_its_form() {
    let bench = Bench::new();
    let token = bench.token(bench.user(1));
    for body in ["{}", "", "null", r#"{"address":""}"#] {
        let reply = bench.send_as(&token, post("/emails", body)).await;
        reply.refuses(400, "address is a required field");
    }
    for address in ["nope", "a b@x.test", "a\0@x.test", &format!("{}@x.test", "a".repeat(300))] {
        create(&bench, &token, address).await.refuses(400, "address must be a valid email address");
    }
}

#[actix_web::test]
async fn an_address_of_somebody_is_refused() {
    let bench = Bench::new();
    let token = bench.token(bench.user(1));
    bench.user(2);
    for taken in ["x1001@inkan.test", "X1002@INKAN.TEST"] {
        create(&bench, &token, taken).await.refuses(400, "Bad Request");
    }
}

#[actix_web::test]
async fn more_than_allowed_are_a_conflict_whatever_the_address_is() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    bench.email(2, Some(user_id));
    create(&bench, &bench.token(user_id), "nope").await.refuses(409, "Conflict");
}
