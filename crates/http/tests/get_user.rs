//! `GET /users/:id`.

use serde_json::{Value, json};

use crate::support::Bench;

#[actix_web::test]
async fn ones_own_profile_has_three_more_members() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    let token = bench.token(user_id);
    let mine = bench.get_as(&token, "/me").await.json();
    let reply = bench.get_as(&token, &format!("/users/{user_id}")).await;
    assert_eq!(reply.status, 200);
    let mut shown = reply.json();
    let members = shown.as_object_mut().unwrap();
    assert_eq!(members.remove("email"), Some(json!("x1001@inkan.test")));
    assert_eq!(members.remove("webauthn_credentials"), Some(Value::Null));
    assert_eq!(shown, mine);
}

#[actix_web::test]
async fn any_other_spelling_or_id_is_forbidden() {
    let bench = Bench::new();
    let (user_id, other) = (bench.user(0xabc), bench.user(2));
    let token = bench.token(user_id);
    let own = user_id.to_string();
    for id in
        [other.to_string(), own.to_uppercase(), own.replace('-', ""), own.replace('-', "%2d"), "x".to_owned()]
    {
        bench.get_as(&token, &format!("/users/{id}")).await.refuses(403, "Forbidden");
    }
}

#[actix_web::test]
async fn without_a_session_nothing_is_shown() {
    let bench = Bench::new();
    let path = format!("/users/{}", bench.user(1));
    bench.get_as("nonsense", &path).await.refuses(401, "Unauthorized");
}

#[actix_web::test]
async fn an_account_that_is_gone_is_not_found() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    let token = bench.token(user_id);
    bench.storage.with(|state| state.users.clear());
    bench.get_as(&token, &format!("/users/{user_id}")).await.refuses(404, "Not Found");
}
