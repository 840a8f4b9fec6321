//! `DELETE /emails/:id`.

use actix_web::test::TestRequest;
use inkan_domain::EmailId;
use inkan_domain::fakes::id;

use crate::support::{Bench, Reply};

async fn delete(bench: &Bench, token: &str, email_id: &str) -> Reply {
    bench.send_as(token, TestRequest::delete().uri(&format!("/emails/{email_id}"))).await
}

#[actix_web::test]
async fn an_address_is_gone_and_free_again() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    let other = bench.email(2, Some(user_id));
    let token = bench.token(user_id);
    delete(&bench, &token, &other.to_string()).await.is_bare(204);
    assert!(bench.storage.with(|state| !state.emails.contains_key(&other)));
    delete(&bench, &token, &other.to_string()).await.refuses(404, "Not Found");
}

#[actix_web::test]
async fn the_primary_address_stays() {
    let bench = Bench::new();
    let token = bench.token(bench.user(1));
    delete(&bench, &token, &id(1001).to_string()).await.refuses(409, "Conflict");
}

#[actix_web::test]
async fn only_ones_own_addresses_are_found() {
    let bench = Bench::new();
    let token = bench.token(bench.user(1));
    let foreign = bench.email(2, Some(bench.bare_user(2)));
    for email_id in [foreign, EmailId::new(id(9))] {
        delete(&bench, &token, &email_id.to_string()).await.refuses(404, "Not Found");
    }
    delete(&bench, &token, "nope").await.refuses(400, "Bad Request");
    delete(&bench, "nonsense", "nope").await.refuses(401, "Unauthorized");
}
