//! How a body is read.

use actix_web::test::TestRequest;

use crate::support::{Bench, Reply, post};

const BODY: &str = r#"{"email":"nobody@x.test"}"#;

async fn sent(content_type: Option<&'static str>, body: &str) -> Reply {
    let request = TestRequest::post().uri("/user").insert_header(("content-length", body.len()));
    let request = match content_type {
        Some(content_type) => request.insert_header(("content-type", content_type)),
        None => request,
    };
    Bench::new().call(request.set_payload(body.to_owned())).await
}

#[actix_web::test]
async fn json_is_known_by_its_media_type() {
    for content_type in ["application/json", "application/json; charset=utf-8", "application/json ;x=y"] {
        sent(Some(content_type), BODY).await.refuses(404, "Not Found");
    }
    for content_type in
        ["Application/JSON", "application/problem+json", "text/plain", "application/xml", "text/xml", ""]
    {
        sent(Some(content_type), BODY).await.refuses(415, "Unsupported Media Type");
    }
    sent(None, BODY).await.refuses(415, "Unsupported Media Type");
}

#[actix_web::test]
async fn no_body_has_no_fields() {
    for content_type in [None, Some("application/json"), Some("text/plain")] {
        sent(content_type, "").await.refuses(400, "email is a required field");
    }
    let without_length = TestRequest::post().uri("/user");
    Bench::new().call(without_length).await.refuses(400, "email is a required field");
}

#[actix_web::test]
async fn a_chunked_body_is_read() {
    let chunked = |body: &'static str| {
        TestRequest::post()
            .uri("/user")
            .insert_header(("content-type", "application/json"))
            .insert_header(("transfer-encoding", "chunked"))
            .set_payload(body)
    };
    Bench::new().call(chunked(BODY)).await.refuses(404, "Not Found");
    Bench::new().call(chunked("")).await.refuses(400, "EOF");
}

#[actix_web::test]
async fn a_form_is_read_and_ignored() {
    let form = Some("application/x-www-form-urlencoded");
    sent(form, "email=x").await.refuses(400, "email is a required field");
    sent(form, "email=%4").await.refuses(400, "Bad Request");
    sent(Some("multipart/form-data"), "x").await.refuses(400, "Bad Request");
}

#[actix_web::test]
async fn what_cannot_be_read_is_explained() {
    let bench = Bench::new();
    bench.post("/user", "  ").await.refuses(400, "EOF");
    bench.post("/user", "{").await.refuses(400, "unexpected EOF");
    let number = "Unmarshal type error: expected=string, got=number, field=email, offset=11";
    bench.post("/user", r#"{"email":12}"#).await.refuses(400, number);
    let syntax = bench.post("/user", "hello").await;
    assert!(syntax.json()["message"].as_str().unwrap().starts_with("Syntax error: offset=1, error="));
}

#[actix_web::test]
async fn sixty_four_kibibytes_are_read_and_one_byte_more_is_not() {
    let bench = Bench::new();
    let padded = |length: usize| format!("{BODY}{}", " ".repeat(length - BODY.len()));
    bench.post("/user", &padded(65_536)).await.refuses(404, "Not Found");
    bench.post("/user", &padded(65_537)).await.refuses(413, "Request Entity Too Large");
    let announced = post("/user", "").insert_header(("content-length", "99999999999999999999999"));
    bench.call(announced).await.refuses(413, "Request Entity Too Large");
    let chunked = post("/user", &padded(65_537)).insert_header(("transfer-encoding", "chunked"));
    bench.call(chunked).await.refuses(413, "Request Entity Too Large");
}
