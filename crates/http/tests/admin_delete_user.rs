//! `DELETE /users/{id}` of the admin API.

use actix_web::test::TestRequest;
use inkan_domain::fakes::id;

use crate::support::{Bench, Reply};

async fn delete(bench: &Bench, user_id: &str) -> Reply {
    bench.call_admin(TestRequest::delete().uri(&format!("/users/{user_id}"))).await
}

#[actix_web::test]
async fn an_account_is_gone_without_a_record() {
    let bench = Bench::with(|options| options.admin_is_open = true);
    let user_id = bench.user(1).to_string();
    delete(&bench, &user_id).await.is_bare(204);
    assert!(bench.storage.with(|state| state.users.is_empty() && state.audit_records.is_empty()));
    delete(&bench, &user_id).await.refuses(404, "user not found");
}

#[actix_web::test]
async fn every_lenient_form_of_the_id_is_good() {
    let bench = Bench::with(|options| options.admin_is_open = true);
    let plain = bench.user(1).to_string();
    let digits = plain.replace('-', "");
    for form in [plain.to_uppercase(), digits, format!("%7B{plain}%7D"), format!("urn:uuid:{plain}")] {
        bench.user(1);
        delete(&bench, &form).await.is_bare(204);
    }
    for odd in ["nope", "%00", "%2f", "%ff", &format!("{}0", id(1))] {
        delete(&bench, odd).await.refuses(400, "failed to parse userId as uuid");
    }
}
