//! `GET /health/alive` and `GET /health/ready`.

use actix_web::test::TestRequest;
use inkan_domain::Fault;
use serde_json::json;

use crate::support::{Bench, Reply};

async fn get(bench: &Bench, path: &str) -> Reply {
    bench.call(TestRequest::get().uri(path)).await
}

#[actix_web::test]
async fn a_server_with_a_database_is_alive_and_ready() {
    let bench = Bench::new();
    let alive = get(&bench, "/health/alive").await;
    assert_eq!((alive.status, alive.json()), (200, json!({ "alive": true })));
    let ready = get(&bench, "/health/ready?x=1").await;
    assert_eq!((ready.status, ready.json()), (200, json!({ "ready": true })));
    assert_eq!(ready.header("cache-control"), "");
}

#[actix_web::test]
async fn without_a_database_it_is_alive_but_not_ready() {
    let bench = Bench::with(|options| options.check = || Err(Fault::unavailable("no database")));
    assert_eq!(get(&bench, "/health/alive").await.status, 200);
    let ready = get(&bench, "/health/ready").await;
    let wanted = json!({ "ready": false, "checks": { "database": "unavailable" } });
    assert_eq!((ready.status, ready.json()), (503, wanted));
}

#[actix_web::test]
async fn a_server_that_is_about_to_end_is_not_ready() {
    let bench = Bench::new();
    bench.readiness.drain();
    let ready = get(&bench, "/health/ready").await;
    let wanted = json!({ "ready": false, "checks": { "shutdown": "in progress" } });
    assert_eq!((ready.status, ready.json()), (503, wanted));
}
