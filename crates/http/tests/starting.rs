//! A server that waits for its database: it listens, and has no use cases yet.

use actix_web::test::TestRequest;
use inkan_http::AdminSettings;
use serde_json::json;

use crate::support::{Bench, Reply, post};

fn bench() -> Bench {
    Bench::with(|options| {
        options.is_started = false;
        options.admin = AdminSettings { metrics_public: true, ..options.admin.clone() };
    })
}

fn get(path: &str) -> TestRequest {
    TestRequest::get().uri(path)
}

fn assert_asks_to_come_back(reply: &Reply) {
    reply.refuses(503, "Service Unavailable");
    assert_eq!(reply.header("retry-after"), "1");
}

#[actix_web::test]
async fn before_the_start_it_is_alive_and_not_ready() {
    let bench = bench();
    for listener in ["public", "admin"] {
        let call = async |path| {
            if listener == "public" { bench.call(get(path)).await } else { bench.call_admin(get(path)).await }
        };
        assert_eq!(call("/health/alive").await.status, 200, "{listener}");
        let ready = call("/health/ready").await;
        let wanted = json!({ "ready": false, "checks": { "database": "unavailable" } });
        assert_eq!((ready.status, ready.json()), (503, wanted), "{listener}");
    }
}

#[actix_web::test]
async fn before_the_start_what_needs_the_database_or_the_keys_is_asked_to_come_back() {
    let bench = bench();
    for path in ["/me", "/emails", "/sessions/validate", "/.well-known/jwks.json"] {
        let request = get(path).insert_header(("authorization", "Bearer some-token"));
        assert_asks_to_come_back(&bench.call(request).await);
    }
    for path in ["/users", "/user"] {
        assert_asks_to_come_back(&bench.post(path, r#"{"email":"a@x.test"}"#).await);
    }
    let password = json!({ "user_id": "00000000-0000-4000-8000-000000000001", "password": "right-password" });
    assert_asks_to_come_back(&bench.post("/password/login", &password.to_string()).await);
    assert_asks_to_come_back(&bench.call_admin(get("/audit_logs")).await);
    assert_asks_to_come_back(&bench.call_admin(post("/users", "{}")).await);
}

#[actix_web::test]
async fn before_the_start_it_tells_about_itself() {
    let bench = bench();
    for path in ["/.well-known/config", "/openapi.json", "/docs"] {
        assert_eq!(bench.call(get(path)).await.status, 200, "{path}");
    }
    assert_eq!(bench.call_admin(get("/metrics")).await.status, 200);
    bench.call(get("/nothing")).await.refuses(404, "Not Found");
}
