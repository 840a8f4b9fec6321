//! `POST /passcode/login/finalize`.

use chrono::TimeDelta;
use inkan_domain::fakes::id;
use inkan_domain::rate_limit::{GuessLimit, RateLimit};
use inkan_domain::{PasscodeId, UserId};
use serde_json::json;

use crate::support::{Bench, Reply, post};

const PATH: &str = "/passcode/login/finalize";

fn body(passcode: PasscodeId, code: &str) -> String {
    json!({ "id": passcode.to_string(), "code": code }).to_string()
}

async fn finalize(bench: &Bench, passcode: PasscodeId, code: &str) -> Reply {
    bench.post(PATH, &body(passcode, code)).await
}

fn with_passcode(change: impl FnOnce(&mut crate::support::Options)) -> (Bench, UserId, PasscodeId) {
    let bench = Bench::with(change);
    let user_id = bench.user(1);
    let passcode = bench.passcode(7, user_id, inkan_domain::EmailId::new(id(1001)));
    (bench, user_id, passcode)
}

#[actix_web::test]
async fn a_right_code_opens_a_session_in_the_cookie() {
    let (bench, _, passcode) = with_passcode(|_| {});
    let reply = finalize(&bench, passcode, "123456").await;
    let session_id = bench.storage.with(|state| *state.sessions.keys().next().unwrap());
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.json(),
        json!({ "id": passcode.to_string(), "ttl": 300, "created_at": "2025-06-15T15:06:40Z" })
    );
    let cookie =
        format!("hanko=token-{session_id}; Path=/; Max-Age=43200; HttpOnly; Secure; SameSite=Strict");
    assert_eq!(reply.cookies(), [cookie.as_str()]);
    assert_eq!(reply.header("x-session-lifetime"), "43200");
    assert_eq!(reply.header("x-auth-token"), "");
}

#[actix_web::test]
async fn the_session_may_come_in_a_header_instead() {
    let (bench, user_id, passcode) =
        with_passcode(|options| options.settings.enable_auth_token_header = true);
    let reply = finalize(&bench, passcode, "123456").await;
    assert!(reply.cookies().is_empty());
    assert_eq!(reply.header("x-session-lifetime"), "43200");
    let me = bench.get_as(reply.header("x-auth-token"), "/me").await;
    assert_eq!(me.json()["id"], user_id.to_string());
}

#[actix_web::test]
async fn client_address_and_user_agent_are_kept_with_the_session() {
    let (bench, _, passcode) = with_passcode(|_| {});
    let request = post(PATH, &body(passcode, "123456"))
        .insert_header(("x-forwarded-for", "192.0.2.7"))
        .insert_header(("user-agent", "x".repeat(300)));
    assert_eq!(bench.call(request).await.status, 200);
    let session = bench.storage.with(|state| state.sessions.values().next().unwrap().0.clone());
    assert_eq!(session.ip_address.as_deref(), Some("192.0.2.7"));
    assert_eq!(session.user_agent, Some("x".repeat(255)));
}

#[actix_web::test]
async fn broken_fields_are_refused_together() {
    let bench = Bench::new();
    let both = "id is a required field and code is a required field";
    bench.post(PATH, "{}").await.refuses(400, both);
    let odd = json!({ "id": "11111111-1111-1111-1111-111111111111", "code": "\0" });
    bench.post(PATH, &odd.to_string()).await.refuses(400, "id must be a valid uuid4");
}

#[actix_web::test]
async fn wrong_codes_are_refused_until_the_passcode_is_gone() {
    let (bench, _, passcode) = with_passcode(|_| {});
    for wrong in ["000000", "x\0"] {
        finalize(&bench, passcode, wrong).await.refuses(401, "Unauthorized");
    }
    finalize(&bench, passcode, "000000").await.refuses(410, "max attempts reached");
    finalize(&bench, passcode, "123456").await.refuses(401, "passcode not found");
}

#[actix_web::test]
async fn a_late_code_has_timed_out() {
    let (bench, _, passcode) = with_passcode(|_| {});
    bench.clock.advance(TimeDelta::seconds(301));
    finalize(&bench, passcode, "123456").await.refuses(408, "passcode request timed out");
}

#[actix_web::test]
async fn an_address_that_is_somebody_elses_by_now_is_forbidden() {
    let bench = Bench::new();
    let (user_id, other) = (bench.user(1), bench.user(2));
    let claimed = bench.email(5, Some(other));
    let passcode = bench.passcode(7, user_id, claimed);
    let reply = finalize(&bench, passcode, "123456").await;
    reply.refuses(403, "email address has been claimed by another user");
}

#[actix_web::test]
async fn a_new_address_needs_the_session_of_its_user() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    let passcode = bench.passcode(7, user_id, bench.email(5, None));
    finalize(&bench, passcode, "123456").await.refuses(403, "Forbidden");
    let cookie = format!("hanko={}", bench.token(user_id));
    let reply = bench.call(post(PATH, &body(passcode, "123456")).insert_header(("cookie", cookie))).await;
    assert_eq!(reply.status, 200);
}

#[actix_web::test]
async fn more_addresses_than_allowed_are_a_conflict() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    bench.email(4, Some(user_id));
    let passcode = bench.passcode(7, user_id, bench.email(5, None));
    let cookie = format!("hanko={}", bench.token(user_id));
    let reply = bench.call(post(PATH, &body(passcode, "123456")).insert_header(("cookie", cookie))).await;
    reply.refuses(409, "Conflict");
}

#[actix_web::test]
async fn too_many_refusals_are_refused_with_headers() {
    let (bench, _, passcode) =
        with_passcode(|options| options.limits.failure = Some(RateLimit::new(1, TimeDelta::minutes(1))));
    let first = finalize(&bench, passcode, "000000").await;
    assert_eq!((first.status, first.header("x-ratelimit-limit")), (401, ""));
    let second = finalize(&bench, passcode, "123456").await;
    second.refuses(429, "Too Many Requests");
    assert_eq!(second.header("x-ratelimit-limit"), "1");
    assert_ne!(second.header("retry-after"), "");
}

#[actix_web::test]
async fn an_account_with_too_many_wrong_codes_is_refused_alike_wherever_the_request_comes_from() {
    let (bench, user_id, passcode) =
        with_passcode(|options| options.limits.guesses = GuessLimit::new(3, TimeDelta::hours(1)));
    let token = bench.token(user_id);
    let other = bench.passcode(8, user_id, inkan_domain::EmailId::new(id(1001)));
    for status in [401, 401, 410] {
        let wrong = finalize(&bench, other, "000000").await;
        assert_eq!((wrong.status, wrong.header("x-ratelimit-limit")), (status, ""));
    }
    for code in ["123456", "000000"] {
        let request = post(PATH, &body(passcode, code)).insert_header(("x-forwarded-for", "192.0.2.9"));
        let held = bench.call(request).await;
        held.refuses(429, "Too Many Requests");
        for (name, value) in [("limit", "3"), ("remaining", "0"), ("reset", "1200")] {
            assert_eq!(held.header(&format!("x-ratelimit-{name}")), value);
        }
        assert_eq!(held.header("retry-after"), "1200");
    }
    assert_eq!(bench.get_as(&token, "/me").await.status, 200);
    bench.storage.with(|state| state.passcodes.get_mut(&passcode).unwrap().0.lifetime_seconds = 3600);
    bench.clock.advance(TimeDelta::minutes(20));
    assert_eq!(finalize(&bench, passcode, "123456").await.status, 200);
}
