//! `GET /.well-known/status-lists/{list}`.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use chrono::TimeDelta;
use inkan_domain::Fault;
use inkan_domain::status_list::StatusListUri;
use std::sync::Arc;

use crate::support::{Bench, BrokenStorage, Options, Reply};

const PATH: &str = "/.well-known/status-lists/0";

fn switched_on(options: &mut Options) {
    options.settings.status_list_ttl_seconds = Some(15);
    options.status_list_uri = Some(StatusListUri::new("https://login.test/lists"));
}

async fn get(bench: &Bench, path: &str) -> Reply {
    bench.call(TestRequest::get().uri(path)).await
}

#[actix_web::test]
async fn a_list_is_served_as_a_token_that_may_be_kept_for_its_ttl() {
    let bench = Bench::with(switched_on);
    let reply = get(&bench, PATH).await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/statuslist+jwt"));
    assert_eq!(reply.header("cache-control"), "max-age=15");
    assert!(reply.header("etag").starts_with("W/\""));
    assert!(reply.text.starts_with("https://login.test/lists/0 "), "{}", reply.text);
    let again = get(&bench, PATH).await;
    assert_eq!((again.text.as_str(), again.header("etag")), (reply.text.as_str(), reply.header("etag")));
}

#[actix_web::test]
async fn a_list_that_is_known_is_not_sent_again() {
    let bench = Bench::with(switched_on);
    let etag = get(&bench, PATH).await.header("etag").to_owned();
    let known = || TestRequest::get().uri(PATH).insert_header(("if-none-match", etag.clone()));
    let reply = bench.call(known()).await;
    reply.is_bare(304);
    assert_eq!((reply.header("etag"), reply.header("cache-control")), (etag.as_str(), "max-age=15"));

    let token = bench.token(bench.user(1));
    bench.send_as(&token, TestRequest::post().uri("/logout")).await.is_bare(204);
    assert_eq!(bench.call(known()).await.status, 304);
    bench.clock.advance(TimeDelta::seconds(2));
    assert_eq!(bench.call(known()).await.status, 200);
}

#[actix_web::test]
async fn a_logout_is_marked_within_seconds() {
    let bench = Bench::with(switched_on);
    let token = bench.token(bench.user(1));
    assert!(get(&bench, PATH).await.text.ends_with(" 15 "));
    bench.send_as(&token, TestRequest::post().uri("/logout")).await.is_bare(204);
    bench.clock.advance(TimeDelta::seconds(2));
    assert!(get(&bench, PATH).await.text.ends_with(" 15 0"));
}

#[actix_web::test]
async fn other_numbers_and_spellings_are_not_there() {
    let bench = Bench::with(switched_on);
    for list in
        ["2", "4294967295", "4294967296", "00", "+0", "-1", "", "x", "0x0", "0%20", "%30", "0/", "0/0"]
    {
        let reply = get(&bench, &format!("/.well-known/status-lists/{list}")).await;
        reply.refuses(404, "Not Found");
        assert_ne!(reply.header("cache-control"), "max-age=15", "{list}");
    }
    bench.call(TestRequest::post().uri(PATH)).await.refuses(404, "Not Found");
    bench.call(TestRequest::default().method(Method::HEAD).uri(PATH)).await.is_bare(404);
}

#[actix_web::test]
async fn without_status_lists_there_is_none() {
    let bench = Bench::new();
    get(&bench, PATH).await.refuses(404, "Not Found");
    let document = get(&bench, "/openapi.json").await.json();
    assert_eq!(document["paths"].get("/.well-known/status-lists/{list}"), None);
    let document = get(&Bench::with(switched_on), "/openapi.json").await.json();
    let answers = &document["paths"]["/.well-known/status-lists/{list}"]["get"]["responses"];
    for status in ["200", "304", "404", "500", "503"] {
        assert!(answers[status].is_object(), "{status}");
    }
}

#[actix_web::test]
async fn a_list_that_cannot_be_read_is_tried_again_later() {
    let bench = Bench::with(|options| {
        switched_on(options);
        options.storage_override = Some(Arc::new(BrokenStorage(|| Fault::unavailable("gone"))));
    });
    let reply = get(&bench, PATH).await;
    reply.refuses(503, "Service Unavailable");
    assert_eq!(reply.header("retry-after"), "1");
}
