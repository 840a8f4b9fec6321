//! `GET /`.

use actix_web::test::TestRequest;
use inkan_domain::Fault;

use crate::support::Bench;

#[actix_web::test]
async fn people_see_whether_the_database_answers() {
    for (check, status) in [((|| Ok(())) as fn() -> _, 200), (|| Err(Fault::unavailable("no database")), 500)]
    {
        let bench = Bench::with(|options| options.check = check);
        let reply = bench.call(TestRequest::get().uri("/")).await;
        assert_eq!((reply.status, reply.header("content-type")), (status, "text/html; charset=UTF-8"));
        assert!(reply.text.starts_with("<!doctype html>"));
        assert_eq!(reply.header("cache-control"), "");
    }
}
