//! `POST /password/login`.

use std::sync::Arc;

use chrono::TimeDelta;
use inkan_domain::UserId;
use inkan_domain::fakes::id;
use inkan_domain::password::PasswordHash;
use inkan_domain::rate_limit::RateLimit;
use serde_json::{Value, json};

use crate::support::{Bench, Options, Reply};

const PATH: &str = "/password/login";

fn with_password(change: impl FnOnce(&mut Options)) -> (Bench, UserId) {
    let bench = Bench::with(change);
    let user_id = bench.user(1);
    let hash = PasswordHash::new("new:correct horse".to_owned());
    bench.storage.with(|state| state.passwords.insert(user_id, hash));
    (bench, user_id)
}

async fn login(bench: &Bench, user_id: UserId, password: &str) -> Reply {
    let body = json!({ "user_id": user_id.to_string(), "password": password });
    bench.post(PATH, &body.to_string()).await
}

#[actix_web::test]
async fn a_right_password_opens_a_session_in_the_cookie() {
    let (bench, user_id) = with_password(|_| {});
    let reply = login(&bench, user_id, "correct horse").await;
    assert_eq!((reply.status, reply.json()), (200, Value::Null));
    assert_eq!(reply.header("x-session-lifetime"), "43200");
    let session_id = bench.storage.with(|state| *state.sessions.keys().next().unwrap());
    assert!(reply.cookies()[0].starts_with(&format!("hanko=token-{session_id}; ")));
}

#[actix_web::test]
async fn the_session_may_come_in_a_header_instead() {
    let (bench, user_id) = with_password(|options| options.settings.enable_auth_token_header = true);
    let reply = login(&bench, user_id, "correct horse").await;
    assert!(reply.cookies().is_empty());
    let me = bench.get_as(reply.header("x-auth-token"), "/me").await;
    assert_eq!(me.json()["id"], user_id.to_string());
}

#[actix_web::test]
async fn nobody_learns_who_exists() {
    let (bench, user_id) = with_password(|_| {});
    let (without_password, unknown) = (bench.user(2), UserId::new(id(9)));
    for stranger in [user_id, without_password, unknown] {
        login(&bench, stranger, "wrong").await.refuses(401, "Unauthorized");
        let long = "password must not be longer than 72 bytes";
        login(&bench, stranger, &"x".repeat(73)).await.refuses(400, long);
    }
}

#[actix_web::test]
async fn u_0000_is_part_of_a_password() {
    let (bench, user_id) = with_password(|_| {});
    login(&bench, user_id, "correct horse\0").await.refuses(401, "Unauthorized");
}

#[actix_web::test]
async fn broken_fields_are_refused_together() {
    let bench = Bench::new();
    let both = "user_id is a required field and password is a required field";
    bench.post(PATH, "{}").await.refuses(400, both);
    let odd = r#"{"user_id":"nope","password":"x"}"#;
    bench.post(PATH, odd).await.refuses(400, "user_id must be a valid uuid");
}

#[actix_web::test]
async fn logins_are_limited_with_headers() {
    let limit = RateLimit::new(2, TimeDelta::seconds(10));
    let (bench, user_id) = with_password(|options| options.limits.password = Some(limit));
    for (password, status, remaining) in [("wrong", 401, "1"), ("correct horse", 200, "0")] {
        let reply = login(&bench, user_id, password).await;
        assert_eq!((reply.status, reply.header("x-ratelimit-limit")), (status, "2"));
        assert_eq!(reply.header("x-ratelimit-remaining"), remaining);
        assert_eq!((reply.header("x-ratelimit-reset"), reply.header("retry-after")), ("10", ""));
    }
    let refused = login(&bench, user_id, "correct horse").await;
    refused.refuses(429, "Too Many Requests");
    assert_eq!((refused.header("x-ratelimit-remaining"), refused.header("retry-after")), ("0", "10"));
    let invalid = bench.post(PATH, "{}").await;
    assert_eq!((invalid.status, invalid.header("x-ratelimit-limit")), (400, ""));
}

#[actix_web::test]
async fn logins_are_counted() {
    let (bench, user_id) = with_password(|options| options.admin.metrics_public = true);
    login(&bench, user_id, "wrong").await;
    login(&bench, user_id, "correct horse").await;
    let metrics = bench.metrics_text().await;
    for result in ["success", "failure"] {
        let line = format!("inkan_logins_total{{method=\"password\",result=\"{result}\"}} 1");
        assert!(metrics.lines().any(|found| found == line), "{metrics}");
    }
}

/// The database hangs until the password login that waits is refused, and so is the second `GET /me`.
#[actix_web::test]
async fn passwords_wait_in_a_queue_of_their_own() {
    let (bench, user_id) = with_password(|options| {
        options.places = 1;
        options.most_hashing = 0;
    });
    let token = bench.token(user_id);
    let (entered, wait) = (std::sync::mpsc::channel(), std::sync::mpsc::channel::<()>());
    let storage = Arc::clone(&bench.storage);
    let holder = std::thread::spawn(move || {
        storage.with(|_| {
            entered.0.send(()).unwrap();
            wait.1.recv().unwrap();
        });
    });
    entered.1.recv().unwrap();
    let others = async {
        let refused = login(&bench, user_id, "correct horse").await;
        assert_eq!(bench.hashing.waiting(), 0);
        let late = bench.get_as(&token, "/me").await;
        wait.0.send(()).unwrap();
        (refused, late)
    };
    let (first, me, (refused, late)) =
        tokio::join!(login(&bench, user_id, "correct horse"), bench.get_as(&token, "/me"), others);
    holder.join().unwrap();
    assert_eq!((first.status, me.status), (200, 200));
    refused.refuses(503, "Service Unavailable");
    assert_eq!(refused.header("retry-after"), "1");
    late.refuses(503, "Service Unavailable");
}
