//! `POST /logout`.

use actix_web::test::TestRequest;

use crate::support::Bench;

#[actix_web::test]
async fn a_logout_ends_this_session_alone() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    let (token, other) = (bench.token(user_id), bench.token(user_id));
    let logout = || TestRequest::post().uri("/logout").insert_header(("cookie", format!("hanko={token}")));
    let reply = bench.call(logout()).await;
    reply.is_bare(204);
    assert_eq!(reply.cookies(), ["hanko=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict"]);
    bench.call(logout()).await.refuses(401, "Unauthorized");
    assert_eq!(bench.get_as(&other, "/me").await.status, 200);
}

#[actix_web::test]
async fn without_a_session_there_is_nothing_to_end() {
    let reply = Bench::new().call(TestRequest::post().uri("/logout")).await;
    reply.refuses(401, "Unauthorized");
    assert!(reply.cookies().is_empty());
}
