//! `POST /emails/:id/set_primary`.

use actix_web::test::TestRequest;
use inkan_domain::EmailId;
use inkan_domain::fakes::id;

use crate::support::{Bench, Reply};

async fn set_primary(bench: &Bench, token: &str, email_id: &str) -> Reply {
    bench.send_as(token, TestRequest::post().uri(&format!("/emails/{email_id}/set_primary"))).await
}

#[actix_web::test]
async fn the_primary_mark_moves_once() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    let other = bench.email(2, Some(user_id));
    let token = bench.token(user_id);
    for _ in 0..2 {
        set_primary(&bench, &token, &other.to_string()).await.is_bare(204);
        let primary = bench.storage.with(|state| state.primary_email(user_id).map(|email| email.id));
        assert_eq!(primary, Some(other));
    }
}

#[actix_web::test]
async fn every_lenient_form_of_the_id_is_good() {
    let bench = Bench::new();
    let user_id = bench.user(1);
    let plain = bench.email(2, Some(user_id)).to_string();
    let token = bench.token(user_id);
    let digits = plain.replace('-', "");
    for form in [plain.to_uppercase(), digits, format!("%7B{plain}%7D"), format!("urn:uuid:{plain}")] {
        set_primary(&bench, &token, &form).await.is_bare(204);
    }
}

#[actix_web::test]
async fn only_ones_own_addresses_are_found() {
    let bench = Bench::new();
    let token = bench.token(bench.user(1));
    let foreign = bench.email(2, Some(bench.bare_user(2)));
    for email_id in [foreign, bench.email(3, None), EmailId::new(id(9))] {
        set_primary(&bench, &token, &email_id.to_string()).await.refuses(404, "Not Found");
    }
}

#[actix_web::test]
async fn a_malformed_id_is_refused_after_the_session() {
    let bench = Bench::new();
    let token = bench.token(bench.user(1));
    for odd in ["nope", "%00", "%ff", "%2f", "%7B%7D"] {
        set_primary(&bench, &token, odd).await.refuses(400, "Bad Request");
        set_primary(&bench, "nonsense", odd).await.refuses(401, "Unauthorized");
    }
}
