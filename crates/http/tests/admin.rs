//! The admin listener.

use actix_web::test::TestRequest;

use crate::support::{Bench, Options, Reply};

fn open(options: &mut Options) {
    options.admin_is_open = true;
}

async fn get(bench: &Bench, path: &str) -> Reply {
    bench.call_admin(TestRequest::get().uri(path)).await
}

#[actix_web::test]
async fn both_listeners_are_counted_together() {
    let bench = Bench::with(open);
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
    let bench = Bench::with(open);
    for path in ["/", "/health/alive", "/health/ready"] {
        let reply = get(&bench, path).await;
        assert_eq!((reply.status, reply.header("vary")), (200, ""), "{path}");
    }
}

#[actix_web::test]
async fn everything_else_is_not_found() {
    let bench = Bench::with(open);
    for path in ["/users", "/users/", "/users/x", "/me", "/metrics/"] {
        get(&bench, path).await.refuses(404, "Not Found");
    }
    let options = TestRequest::default().method(actix_web::http::Method::OPTIONS).uri("/");
    bench.call_admin(options).await.refuses(404, "Not Found");
}
