//! `GET /emails`.

use inkan_domain::fakes::id;
use serde_json::json;

use crate::support::Bench;

#[actix_web::test]
async fn the_addresses_of_the_user_are_listed_oldest_first() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    bench.email(2000, Some(user_id));
    bench.email(3000, Some(bench.bare_user(2)));
    bench.email(4000, None);
    let reply = bench.get_as(&bench.token(user_id), "/emails").await;
    assert_eq!(reply.status, 200);
    let email = |number: u128, is_primary: bool| {
        json!({
            "id": id(number).to_string(),
            "address": format!("x{number}@inkan.test"),
            "is_verified": true,
            "is_primary": is_primary,
        })
    };
    assert_eq!(reply.json(), json!([email(1001, true), email(2000, false)]));
}

#[actix_web::test]
async fn nothing_is_an_empty_list() {
    let bench = Bench::new();
    let reply = bench.get_as(&bench.token(bench.bare_user(1)), "/emails").await;
    assert_eq!((reply.status, reply.json()), (200, json!([])));
}

#[actix_web::test]
async fn without_a_session_nothing_is_listed() {
    Bench::new().get_as("nonsense", "/emails").await.refuses(401, "Unauthorized");
}
