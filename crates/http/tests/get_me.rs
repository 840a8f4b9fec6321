//! `GET /me`.

use inkan_domain::fakes::id;
use serde_json::json;

use crate::support::Bench;

#[actix_web::test]
async fn the_profile_of_the_session_is_shown() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    let reply = bench.get_as(&bench.token(user_id), "/me").await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.json(),
        json!({
            "id": user_id.to_string(),
            "user_id": user_id.to_string(),
            "emails": [{
                "id": id(1001).to_string(),
                "address": "x1001@inkan.test",
                "is_verified": true,
                "is_primary": true,
            }],
            "mfa_config": { "auth_app_set_up": false, "totp_enabled": false, "security_keys_enabled": false },
            "created_at": "2025-06-15T15:06:40Z",
            "updated_at": "2025-06-15T15:06:40Z",
        })
    );
}

#[actix_web::test]
async fn second_factors_that_are_on_are_told() {
    let bench = Bench::with(|options| options.settings.mfa.enabled = true);
    let reply = bench.get_as(&bench.token(bench.bare_user(1)), "/me").await;
    assert_eq!(
        reply.json()["mfa_config"],
        json!({ "auth_app_set_up": false, "totp_enabled": true, "security_keys_enabled": true })
    );
    assert_eq!(reply.json().get("emails"), None);
}

#[actix_web::test]
async fn without_a_session_nothing_is_shown() {
    Bench::new().get_as("nonsense", "/me").await.refuses(401, "Unauthorized");
}

#[actix_web::test]
async fn an_account_that_is_gone_is_not_found() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    let token = bench.token(user_id);
    bench.storage.with(|state| state.users.clear());
    bench.get_as(&token, "/me").await.refuses(404, "Not Found");
}
