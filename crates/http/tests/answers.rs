//! Headers that every answer has, and what is counted.

use std::sync::Arc;

use actix_web::test::TestRequest;
use inkan_domain::Fault;

use crate::support::{Bench, BrokenStorage};

#[actix_web::test]
async fn every_answer_has_an_id_and_varies_by_origin() {
    let bench = Bench::new();
    for path in ["/health/alive", "/me", "/nothing", "/emails/x"] {
        let reply = bench.call(TestRequest::get().uri(path)).await;
        let id = reply.header("x-request-id");
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_alphabetic()), "{id}");
        assert_eq!(reply.header("vary"), "Origin");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("strict-transport-security"), "");
    }
}

#[actix_web::test]
async fn an_id_of_the_client_is_taken_over() {
    let request = TestRequest::get().uri("/nothing").insert_header(("x-request-id", "abc-1"));
    assert_eq!(Bench::new().call(request).await.header("x-request-id"), "abc-1");
}

#[actix_web::test]
async fn answers_are_not_kept_by_caches() {
    let bench = Bench::new();
    let token = bench.token(bench.user(1));
    for path in ["/me", "/nothing", "/sessions/validate"] {
        assert_eq!(bench.get_as(&token, path).await.header("cache-control"), "no-store", "{path}");
    }
}

#[actix_web::test]
async fn https_at_a_trusted_proxy_is_to_be_kept() {
    let request = TestRequest::get().uri("/health/alive").insert_header(("x-forwarded-proto", "https"));
    let reply = Bench::new().call(request).await;
    assert_eq!(reply.header("strict-transport-security"), "max-age=31536000");
}

#[actix_web::test]
async fn a_request_without_a_place_in_time_is_unavailable() {
    let bench = Bench::with(|options| options.places = 1);
    let token = bench.token(bench.user(1));
    let (entered, wait) = (std::sync::mpsc::channel(), std::sync::mpsc::channel::<()>());
    let storage = Arc::clone(&bench.storage);
    let holder = std::thread::spawn(move || {
        storage.with(|_| {
            entered.0.send(()).unwrap();
            wait.1.recv().unwrap();
        });
    });
    entered.1.recv().unwrap();
    let refused = async {
        let refused = bench.get_as(&token, "/me").await;
        wait.0.send(()).unwrap();
        refused
    };
    let (first, second) = tokio::join!(bench.get_as(&token, "/me"), refused);
    holder.join().unwrap();
    assert_eq!(first.status, 200);
    second.refuses(503, "Service Unavailable");
    assert_eq!(second.header("retry-after"), "1");
}

#[actix_web::test]
async fn an_unreachable_database_is_unavailable_and_a_broken_one_an_error() {
    let body = r#"{"email":"a@x.test"}"#;
    let with_fault = |fault: fn() -> Fault| {
        Bench::with(|options| options.storage_override = Some(Arc::new(BrokenStorage(fault))))
    };
    let away = with_fault(|| Fault::unavailable("no connection")).post("/user", body).await;
    away.refuses(503, "Service Unavailable");
    assert_eq!(away.header("retry-after"), "1");
    let broken = with_fault(|| Fault::internal("a secret cause")).post("/user", body).await;
    broken.refuses(500, "Internal Server Error");
}
