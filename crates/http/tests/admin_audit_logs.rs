//! `GET /audit_logs` of the admin API.

use actix_web::test::TestRequest;
use inkan_domain::audit::{AuditEvent, AuditRecord};
use inkan_domain::fakes::{a_caller, id, moment};
use inkan_domain::{Caller, UserId};
use serde_json::{Value, json};

use crate::support::{Bench, Reply};

fn with_records(count: u32) -> Bench {
    let bench = Bench::with(|options| options.admin_is_open = true);
    let record = |number: u32| AuditRecord {
        id: id(number.into()),
        event: if number.is_multiple_of(2) { AuditEvent::UserLoggedOut } else { AuditEvent::UserCreated },
        error: (number == 1).then(|| "why".to_owned()),
        caller: Caller { request_id: format!("r{number}"), ..a_caller() },
        user_id: (number > 1).then(|| UserId::new(id(100))),
        user_email: (number > 1).then(|| "a*****@inkan.test".to_owned()),
        created_at: moment(number.into()),
    };
    bench.storage.with(|state| state.audit_records.extend((1..=count).map(record)));
    bench
}

async fn list(bench: &Bench, query: &str) -> Reply {
    bench.call_admin(TestRequest::get().uri(&format!("/audit_logs{query}"))).await
}

fn ids(reply: &Reply) -> Vec<Value> {
    reply.json().as_array().unwrap().iter().map(|entry| entry["meta_http_request_id"].clone()).collect()
}

#[actix_web::test]
async fn entries_are_listed_newest_first() {
    let reply = list(&with_records(2), "").await;
    let entry = |number: u32, event: &str, created_at: &str| {
        json!({
            "id": id(number.into()),
            "type": event,
            "meta_http_request_id": format!("r{number}"),
            "meta_source_ip": "192.0.2.1",
            "meta_user_agent": "test",
            "details": {},
            "created_at": created_at,
            "updated_at": created_at,
        })
    };
    let mut newer = entry(2, "user_logged_out", "2025-06-15T15:06:42Z");
    newer["actor_user_id"] = json!(id(100));
    newer["actor_email"] = json!("a*****@inkan.test");
    let mut older = entry(1, "user_created", "2025-06-15T15:06:41Z");
    older["error"] = json!("why");
    assert_eq!((reply.status, reply.json()), (200, json!([newer, older])));
    assert_eq!(reply.header("x-total-count"), "2");
}

#[actix_web::test]
async fn pages_know_the_way_to_each_other() {
    let bench = with_records(5);
    let first = list(&bench, "?type=user_created&type=user_logged_out&per_page=2").await;
    assert_eq!((ids(&first), first.header("x-total-count")), (vec![json!("r5"), json!("r4")], "5"));
    let request = TestRequest::get()
        .uri("/audit_logs?q=192.0&page=2&per_page=2")
        .insert_header(("host", "admin.test:8001"))
        .insert_header(("x-forwarded-proto", "https"));
    let second = bench.call_admin(request).await;
    let url = "https://admin.test:8001/audit_logs";
    assert_eq!(
        second.header("link"),
        format!(
            "<{url}?page=1&per_page=2&q=192.0>; rel=\"first\",<{url}?page=3&per_page=2&q=192.0>; rel=\"last\",\
             <{url}?page=3&per_page=2&q=192.0>; rel=\"next\",<{url}?page=1&per_page=2&q=192.0>; rel=\"prev\""
        )
    );
    let beyond = list(&bench, "?page=9&per_page=2").await;
    assert_eq!((beyond.status, beyond.json(), beyond.header("x-total-count")), (200, json!([]), "5"));
}

#[actix_web::test]
async fn only_what_matches_is_listed() {
    let bench = with_records(4);
    for (query, wanted) in [
        ("?type=user_created", vec!["r3", "r1"]),
        ("?type=user_created&type=user_logged_out", vec!["r4", "r3", "r2", "r1"]),
        ("?type=user_created,user_logged_out", vec![]),
        ("?type=", vec![]),
        ("?start_time=2025-06-15T15:06:43Z", vec!["r4"]),
        ("?end_time=2025-06-15T17:06:42%2B02:00", vec!["r1"]),
        ("?actor_email=a*&per_page=1", vec!["r4"]),
        ("?actor_user_id=&q=", vec!["r4", "r3", "r2", "r1"]),
        ("?meta_source_ip=203.", vec![]),
    ] {
        let wanted: Vec<_> = wanted.into_iter().map(Value::from).collect();
        assert_eq!(ids(&list(&bench, query).await), wanted, "{query}");
    }
}

#[actix_web::test]
async fn what_cannot_be_asked_for_is_explained() {
    let bench = with_records(0);
    let time = r#"parsing time "nope" as "2006-01-02T15:04:05Z07:00": cannot parse "nope" as "2006""#;
    list(&bench, "?start_time=nope").await.refuses(400, time);
    list(&bench, "?end_time=nope").await.refuses(400, time);
    let number = "strconv.ParseInt: parsing \"abc\": invalid syntax";
    list(&bench, "?page=abc").await.refuses(400, number);
    list(&bench, "?per_page=1001").await.refuses(400, "per_page must be between 1 and 1000");
    list(&bench, "?page=-1").await.refuses(400, "page must be at least 1");
    list(&bench, "?q=a%00").await.refuses(400, "q must not contain U+0000");
    let long = format!("?type={}", "x".repeat(256));
    list(&bench, &long).await.refuses(400, "type must not be longer than 255 characters");
}
