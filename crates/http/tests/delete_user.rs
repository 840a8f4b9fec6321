//! `DELETE /user`.

use actix_web::test::TestRequest;

use crate::support::{Bench, Options};

fn allowed(options: &mut Options) {
    options.settings.configuration_document.allow_deletion = true;
}

fn delete() -> TestRequest {
    TestRequest::delete().uri("/user")
}

#[actix_web::test]
async fn the_account_and_its_session_are_gone() {
    let bench = Bench::with(allowed);
    let user_id = bench.user(1);
    let token = bench.token(user_id);
    let reply = bench.send_as(&token, delete()).await;
    reply.is_bare(204);
    assert_eq!(reply.cookies(), ["hanko=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict"]);
    assert!(bench.storage.with(|state| state.users.is_empty() && state.emails.is_empty()));
    bench.send_as(&token, delete()).await.refuses(401, "Unauthorized");
}

#[actix_web::test]
async fn without_a_session_nothing_is_deleted() {
    Bench::with(allowed).send_as("nonsense", delete()).await.refuses(401, "Unauthorized");
}

#[actix_web::test]
async fn it_exists_only_where_it_is_allowed() {
    let bench = Bench::new();
    let token = bench.token(bench.user(1));
    bench.send_as(&token, delete()).await.refuses(404, "Not Found");
    let other_method = Bench::with(allowed).call(TestRequest::put().uri("/user")).await;
    other_method.refuses(404, "Not Found");
}
