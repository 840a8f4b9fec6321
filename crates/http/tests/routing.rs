//! Which paths and methods exist.

use actix_web::http::Method;
use actix_web::test::TestRequest;

use crate::support::Bench;

#[actix_web::test]
async fn unknown_paths_and_methods_are_not_found() {
    let bench = Bench::new();
    for (method, path) in [
        ("GET", "/nothing"),
        ("DELETE", "/nothing/at/all"),
        ("GET", "/users"),
        ("PUT", "/users/x"),
        ("GET", "/users/"),
        ("GET", "/users/a/b"),
        ("GET", "/user"),
        ("DELETE", "/user"),
        ("GET", "/passcode/login/initialize"),
        ("POST", "/me"),
        ("GET", "/me/"),
        ("GET", "/ME"),
        ("GET", "//me"),
        ("GET", "/%6de"),
        ("GET", "/me%2f"),
        ("GET", "/me%00"),
        ("GET", "/%zz"),
        ("GET", "/../me"),
        ("GET", "/logout"),
        ("PATCH", "/emails"),
        ("GET", "/password"),
        ("PUT", "/password/login"),
        ("GET", "/token"),
        ("POST", "/.well-known/jwks.json"),
        ("GET", "/.well-known"),
        ("POST", "/"),
        ("GET", "/health"),
        ("GET", "/metrics"),
        ("BREW", "/me"),
    ] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let reply = bench.call(TestRequest::default().method(method).uri(path)).await;
        reply.refuses(404, "Not Found");
        assert_eq!(reply.header("allow"), "", "{path}");
    }
}

#[actix_web::test]
async fn head_is_not_found_without_a_body() {
    for path in ["/", "/me", "/health/alive", "/nothing", "/emails/x"] {
        let head = TestRequest::default().method(Method::HEAD).uri(path);
        Bench::new().call(head).await.is_bare(404);
    }
}

#[actix_web::test]
async fn below_emails_the_session_comes_first() {
    let bench = Bench::new();
    let token = bench.token(bench.user(1));
    for path in [
        "/emails/",
        "/emails/x",
        "/emails/x/set_primary",
        "/emails/x/%73et_primary",
        "/emails//set_primary",
        "/emails/%2f",
        "/emails/x/y/z?a=b",
    ] {
        bench.call(TestRequest::delete().uri(path)).await.refuses(401, "Unauthorized");
        bench.get_as(&token, path).await.refuses(404, "Not Found");
    }
    let escaped = TestRequest::post().uri("/emails/x/%73et_primary");
    bench.send_as(&token, escaped).await.refuses(404, "Not Found");
}

#[actix_web::test]
async fn a_very_long_path_is_only_unknown() {
    let path = format!("/{}", "x".repeat(30_000));
    Bench::new().call(TestRequest::get().uri(&path)).await.refuses(404, "Not Found");
}
