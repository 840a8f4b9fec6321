//! Who may use the admin API.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use inkan_domain::Secret;
use inkan_domain::api_key::{ApiKey, KeyCodec, Scope};
use inkan_domain::fakes::{FakeKeyCodec, id, moment};

use crate::support::{Bench, Reply};

const KEY: &str = "the-key-of-the-administrator-123";

fn with_key(scopes: &[Scope]) -> Bench {
    let bench = Bench::new();
    let key = ApiKey {
        id: id(1),
        name: "test".to_owned(),
        digest: FakeKeyCodec.digest(&Secret::new(KEY.to_owned())),
        scopes: scopes.to_vec(),
        created_at: moment(0),
        last_used_at: None,
        expires_at: Some(moment(3600)),
    };
    bench.storage.with(|state| state.api_keys.push(key));
    bench
}

async fn call(bench: &Bench, method: Method, path: &str, key: Option<&str>) -> Reply {
    let request = TestRequest::default().method(method).uri(path);
    bench
        .call_admin(match key {
            Some(key) => request.insert_header(("authorization", format!("Bearer {key}"))),
            None => request,
        })
        .await
}

#[actix_web::test]
async fn everything_but_health_needs_a_key() {
    let bench = with_key(&[Scope::All]);
    for (method, path) in [
        (Method::POST, "/users"),
        (Method::DELETE, "/users/x"),
        (Method::GET, "/audit_logs"),
        (Method::GET, "/metrics"),
        (Method::GET, "/"),
        (Method::GET, "/nothing"),
        (Method::POST, "/health/alive"),
        (Method::OPTIONS, "/users"),
    ] {
        for key in [None, Some("wrong"), Some("")] {
            let reply = call(&bench, method.clone(), path, key).await;
            reply.refuses(401, "Unauthorized");
            assert_eq!(reply.header("www-authenticate"), "Bearer");
        }
        assert_ne!(call(&bench, method, path, Some(KEY)).await.status, 401, "{path}");
    }
    for path in ["/health/alive", "/health/ready"] {
        assert_eq!(call(&bench, Method::GET, path, None).await.status, 200);
    }
}

#[actix_web::test]
async fn a_key_does_what_its_scopes_say() {
    for (scopes, method, path, missing) in [
        (vec![Scope::UsersRead], Method::POST, "/users", "users:write"),
        (vec![Scope::AuditRead], Method::DELETE, "/users/x", "users:write"),
        (vec![Scope::UsersWrite], Method::GET, "/audit_logs", "audit:read"),
        (vec![], Method::GET, "/metrics", "metrics:read"),
    ] {
        let reply = call(&with_key(&scopes), method, path, Some(KEY)).await;
        reply.refuses(403, &format!("missing scope: {missing}"));
    }
    let reader = with_key(&[Scope::MetricsRead, Scope::AuditRead]);
    for path in ["/metrics", "/audit_logs", "/"] {
        assert_eq!(call(&reader, Method::GET, path, Some(KEY)).await.status, 200, "{path}");
    }
    call(&reader, Method::GET, "/nothing", Some(KEY)).await.refuses(404, "Not Found");
    call(&reader, Method::PUT, "/users", Some(KEY)).await.refuses(404, "Not Found");
}

#[actix_web::test]
async fn a_key_that_has_expired_is_none() {
    let bench = with_key(&[Scope::All]);
    bench.clock.advance(chrono::TimeDelta::hours(2));
    call(&bench, Method::GET, "/metrics", Some(KEY)).await.refuses(401, "Unauthorized");
}

#[actix_web::test]
async fn metrics_may_be_public() {
    let bench = Bench::with(|options| options.admin.metrics_public = true);
    assert_eq!(call(&bench, Method::GET, "/metrics", None).await.status, 200);
    call(&bench, Method::GET, "/metrics/", None).await.refuses(401, "Unauthorized");
}

#[actix_web::test]
async fn without_authentication_everything_is_open() {
    let bench = Bench::with(|options| options.admin_is_open = true);
    assert_eq!(call(&bench, Method::GET, "/audit_logs", None).await.status, 200);
    call(&bench, Method::GET, "/nothing", None).await.refuses(404, "Not Found");
}
