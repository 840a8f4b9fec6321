//! Other sites that act with a cookie (contract B-31).

use actix_web::test::TestRequest;

use crate::support::{Bench, post};

fn logout() -> TestRequest {
    TestRequest::post().uri("/logout")
}

#[actix_web::test]
async fn another_site_cannot_act_with_the_cookie() {
    let bench = Bench::new();
    let cookie = format!("hanko={}", bench.token(bench.user(1)));
    for header in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.test")] {
        let request = logout().insert_header(("cookie", cookie.clone())).insert_header(header);
        bench.call(request).await.refuses(403, "Forbidden");
    }
    assert_eq!(bench.storage.with(|state| state.sessions.len()), 1);
    let allowed =
        logout().insert_header(("cookie", cookie)).insert_header(("origin", "http://localhost:8888"));
    bench.call(allowed).await.is_bare(204);
}

#[actix_web::test]
async fn a_bearer_token_is_not_a_browsers() {
    let bench = Bench::new();
    let bearer = format!("Bearer {}", bench.token(bench.user(1)));
    let request =
        logout().insert_header(("authorization", bearer)).insert_header(("origin", "https://evil.test"));
    bench.call(request).await.is_bare(204);
}

#[actix_web::test]
async fn passcode_operations_refuse_a_foreign_page_with_a_session_too() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    let cookie = format!("hanko={}", bench.token(user_id));
    let body = format!("{{\"user_id\":\"{user_id}\"}}");
    let request = || post("/passcode/login/initialize", &body).insert_header(("origin", "https://evil.test"));
    assert_eq!(bench.call(request()).await.status, 200);
    bench.call(request().insert_header(("cookie", cookie))).await.refuses(403, "Forbidden");
}
