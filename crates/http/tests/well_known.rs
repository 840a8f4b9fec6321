//! `GET /.well-known/jwks.json` and `GET /.well-known/config`.

use actix_web::test::TestRequest;
use serde_json::json;

use crate::support::Bench;

#[actix_web::test]
async fn the_jwk_set_may_be_kept_for_ten_minutes() {
    let bench = Bench::new();
    let jwks = || TestRequest::get().uri("/.well-known/jwks.json");
    let reply = bench.call(jwks()).await;
    assert_eq!((reply.status, reply.json()), (200, json!({ "keys": [] })));
    assert_eq!(reply.header("cache-control"), "max-age=600");
    assert_eq!(reply.header("etag"), "\"first\"");
    for known in ["\"first\"", "\"other\", W/\"first\"", "*"] {
        let reply = bench.call(jwks().insert_header(("if-none-match", known))).await;
        reply.is_bare(304);
        assert_eq!(reply.header("etag"), "\"first\"");
        assert_eq!(reply.header("cache-control"), "max-age=600");
    }
    assert_eq!(bench.call(jwks().insert_header(("if-none-match", "\"other\""))).await.status, 200);
}

#[actix_web::test]
async fn the_configuration_is_public() {
    let config = || TestRequest::get().uri("/.well-known/config");
    let reply = Bench::new().call(config()).await;
    assert_eq!(
        reply.json(),
        json!({
            "password": { "enabled": true, "min_password_length": 8 },
            "emails": { "require_verification": true, "max_num_of_addresses": 5 },
            "providers": null,
            "account": { "allow_deletion": false, "allow_signup": true },
            "use_enterprise": false,
        })
    );
    assert_eq!(reply.header("cache-control"), "");
    let bench = Bench::with(|options| {
        options.settings.configuration_document.providers = vec!["Apple".to_owned(), "GitHub".to_owned()];
    });
    assert_eq!(bench.call(config()).await.json()["providers"], json!(["Apple", "GitHub"]));
}
