//! How the session of a protected operation is found.

use actix_web::test::TestRequest;
use chrono::TimeDelta;

use crate::support::Bench;

fn me() -> TestRequest {
    TestRequest::get().uri("/me")
}

#[actix_web::test]
async fn a_broken_token_does_not_hide_a_good_one() {
    let bench = Bench::new();
    let token = bench.token(bench.user(1));
    let cookie = ("cookie", format!("hanko=x; hanko={token}"));
    let requests = [
        me().insert_header(("authorization", format!("bearer{token} "))),
        me().append_header(("authorization", "Bearer x"))
            .append_header(("authorization", format!("BEARER {token}"))),
        me().insert_header(("authorization", "Basic eDp5")).insert_header(cookie.clone()),
        me().insert_header(("authorization", "Bearer x")).insert_header(cookie),
    ];
    for request in requests {
        assert_eq!(bench.call(request).await.status, 200);
    }
}

#[actix_web::test]
async fn the_header_wins_over_the_cookie() {
    let bench = Bench::new();
    let (first, second) = (bench.user(1), bench.user(2));
    let request = me()
        .insert_header(("authorization", format!("Bearer {}", bench.token(second))))
        .insert_header(("cookie", format!("hanko={}", bench.token(first))));
    assert_eq!(bench.call(request).await.json()["id"], second.to_string());
}

#[actix_web::test]
async fn a_token_anywhere_else_is_not_looked_at() {
    let bench = Bench::new();
    let token = bench.token(bench.user(1));
    for request in [
        TestRequest::get().uri(&format!("/me?token={token}")),
        me().insert_header(("cookie", format!("session={token}"))),
        me().insert_header(("authorization", token.clone())),
        me().insert_header(("authorization", "Bearer")),
        me().insert_header(("authorization", &b"Bearer \xff"[..])),
    ] {
        bench.call(request).await.refuses(401, "Unauthorized");
    }
}

#[actix_web::test]
async fn an_idle_session_ends_with_its_cookie() {
    let bench = Bench::with(|options| options.idle_timeout = Some(TimeDelta::hours(1)));
    let user_id = bench.user(1);
    let idle = bench.token(user_id);
    bench.clock.advance(TimeDelta::minutes(61));
    let ended = "hanko=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict";
    let other = bench.token(user_id);
    let both = me()
        .insert_header(("authorization", format!("Bearer {idle}")))
        .insert_header(("cookie", format!("hanko={other}")));
    let reply = bench.call(both).await;
    assert_eq!((reply.status, reply.cookies()), (200, vec![ended]));
    let idle = bench.token(user_id);
    bench.clock.advance(TimeDelta::minutes(61));
    let reply = bench.get_as(&idle, "/me").await;
    reply.refuses(401, "Unauthorized");
    assert_eq!(reply.cookies(), [ended]);
    assert!(bench.get_as(&idle, "/me").await.cookies().is_empty());
}
