//! Requests of other origins.

use actix_web::http::Method;
use actix_web::test::TestRequest;

use crate::support::{Bench, Reply};

const ALLOWED: &str = "http://localhost:8888";

fn get(path: &str, origin: &'static str) -> TestRequest {
    TestRequest::get().uri(path).insert_header(("origin", origin))
}

fn options(path: &str) -> TestRequest {
    TestRequest::default().method(Method::OPTIONS).uri(path)
}

fn allow_headers(reply: &Reply) -> Vec<&str> {
    let names = reply.headers.keys().map(actix_web::http::header::HeaderName::as_str);
    names.filter(|name| name.starts_with("access-control")).collect()
}

#[actix_web::test]
async fn an_allowed_origin_may_read_every_answer() {
    let bench = Bench::new();
    for path in ["/health/alive", "/me", "/nothing", "/users", "/"] {
        let reply = bench.call(get(path, ALLOWED)).await;
        assert_eq!(reply.header("access-control-allow-origin"), ALLOWED);
        assert_eq!(reply.header("access-control-allow-credentials"), "true");
        assert_eq!(
            reply.header("access-control-expose-headers"),
            "Retry-After,X-RateLimit-Limit,X-RateLimit-Remaining,X-RateLimit-Reset,X-Session-Lifetime,X-Session-Retention"
        );
    }
}

#[actix_web::test]
async fn the_token_header_is_exposed_when_it_is_used() {
    let bench = Bench::with(|options| options.settings.enable_auth_token_header = true);
    let reply = bench.call(get("/me", ALLOWED)).await;
    assert!(reply.header("access-control-expose-headers").ends_with(",X-Auth-Token"));
}

#[actix_web::test]
async fn another_origin_is_answered_without_leave() {
    for origin in ["http://evil.test", "null", "HTTP://LOCALHOST:8888", ""] {
        let reply = Bench::new().call(get("/health/alive", origin)).await;
        assert_eq!(reply.status, 200);
        assert!(allow_headers(&reply).is_empty(), "{origin}");
        assert_eq!(reply.header("vary"), "Origin");
    }
}

#[actix_web::test]
async fn a_preflight_of_an_allowed_origin_is_the_same_everywhere() {
    let bench = Bench::new();
    for path in ["/passcode/login/initialize", "/nothing", "/", "/emails/x"] {
        let request = options(path)
            .insert_header(("origin", ALLOWED))
            .insert_header(("access-control-request-headers", "content-type,x-custom"));
        let reply = bench.call(request).await;
        reply.is_bare(204);
        assert_eq!(reply.header("access-control-allow-origin"), ALLOWED);
        assert_eq!(reply.header("access-control-allow-credentials"), "true");
        assert_eq!(reply.header("access-control-allow-methods"), "GET,HEAD,PUT,PATCH,POST,DELETE");
        assert_eq!(reply.header("access-control-allow-headers"), "content-type,x-custom");
        assert_eq!(reply.header("access-control-max-age"), "7200");
        assert_eq!(reply.header("access-control-expose-headers"), "");
        assert_eq!(
            reply.header("vary"),
            "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
        );
        assert_ne!(reply.header("x-request-id"), "");
    }
}

#[actix_web::test]
async fn any_other_preflight_is_answered_without_leave() {
    let bench = Bench::new();
    for request in [options("/me"), options("/me").insert_header(("origin", "http://evil.test"))] {
        let reply = bench.call(request).await;
        reply.is_bare(204);
        assert!(allow_headers(&reply).is_empty());
        assert_eq!(reply.header("vary"), "Origin");
    }
    let without_headers = bench.call(options("/me").insert_header(("origin", ALLOWED))).await;
    assert_eq!(without_headers.header("access-control-allow-headers"), "");
}
