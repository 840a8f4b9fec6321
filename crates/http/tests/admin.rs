//! The admin listener.

use std::sync::Arc;

use actix_web::body::to_bytes;
use actix_web::dev::Service;
use actix_web::test::{TestRequest, init_service};
use inkan_domain::fakes::CountingRandom;
use inkan_http::{AdminApi, AdminSettings, admin_app};

use crate::support::{Bench, Reply};

async fn call(bench: &Bench, request: TestRequest) -> Reply {
    let api = AdminApi::new(
        AdminSettings::default(),
        Arc::clone(&bench.readiness),
        Arc::clone(&bench.metrics),
        Arc::new(CountingRandom::default()),
    );
    let app = init_service(admin_app(&api)).await;
    let response = app.call(request.to_request()).await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = to_bytes(response.into_body()).await.unwrap();
    Reply { status, headers, text: String::from_utf8(body.to_vec()).unwrap() }
}

async fn get(bench: &Bench, path: &str) -> Reply {
    call(bench, TestRequest::get().uri(path)).await
}

#[actix_web::test]
async fn both_listeners_are_counted_together() {
    let bench = Bench::new();
    bench.metrics.register_gauge("inkan_db_pool_max", "Most connections.", || 7.0).unwrap();
    bench.call(TestRequest::get().uri("/me").insert_header(("host", "AUTH.test"))).await;
    bench.call(TestRequest::get().uri("/nothing/1").insert_header(("host", "made.up"))).await;
    bench
        .post("/passcode/login/finalize", r#"{"id":"0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b11","code":"1"}"#)
        .await;
    get(&bench, "/health/alive").await;
    let reply = get(&bench, "/metrics").await;
    assert_eq!(
        reply.header("content-type"),
        "text/plain; version=0.0.4; charset=utf-8; escaping=underscores"
    );
    for line in [
        r#"hanko_requests_total{code="401",host="auth.test",method="GET",url="/me"} 1"#,
        r#"hanko_requests_total{code="404",host="other",method="GET",url="/*"} 1"#,
        r#"hanko_requests_total{code="200",host="other",method="GET",url="/health/alive"} 1"#,
        r#"hanko_request_duration_seconds_bucket{code="401",host="auth.test",method="GET",url="/me",le="10"} 1"#,
        r#"hanko_request_size_bytes_bucket{code="401",host="auth.test",method="GET",url="/me",le="1024"} 1"#,
        r#"hanko_response_size_bytes_sum{code="401",host="auth.test",method="GET",url="/me"} 38"#,
        r#"inkan_logins_total{method="passcode",result="failure"} 1"#,
        r#"inkan_build_info{version="1.2.3"} 1"#,
        "inkan_db_pool_max 7",
    ] {
        assert!(reply.text.lines().any(|found| found == line), "{line}\n{}", reply.text);
    }
    assert!(!reply.text.contains(r#"url="/metrics""#));
}

#[actix_web::test]
async fn health_and_status_page_are_there_too() {
    let bench = Bench::new();
    for path in ["/", "/health/alive", "/health/ready"] {
        let reply = get(&bench, path).await;
        assert_eq!((reply.status, reply.header("vary")), (200, ""), "{path}");
    }
}

#[actix_web::test]
async fn everything_else_is_not_found() {
    let bench = Bench::new();
    for path in ["/users", "/me", "/metrics/"] {
        get(&bench, path).await.refuses(404, "Not Found");
    }
    let options = TestRequest::default().method(actix_web::http::Method::OPTIONS).uri("/");
    call(&bench, options).await.refuses(404, "Not Found");
}
