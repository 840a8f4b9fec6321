//! Every operation with every kind of bad input: a refusal, never an error of the server.

use actix_web::http::Method;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::test::TestRequest;
use inkan_domain::UserId;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Bench, Reply};

const JSON: &str = "application/json";
/// The id in all examples of the description.
const ID: &str = "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b11";

/// An operation of the public listener with the members of its body and a good value for each.
struct Operation {
    method: Method,
    path: String,
    fields: Vec<(String, Value)>,
}

/// With the account that the good values name, which is signed in.
fn bench() -> (Bench, String) {
    let bench = Bench::with(|options| {
        options.settings.configuration_document.allow_deletion = true;
        options.admin_is_open = true;
    });
    let token = sign_in(&bench);
    (bench, token)
}

/// Some operations end the session or the account.
fn sign_in(bench: &Bench) -> String {
    bench.token(bench.user_with_id(UserId::new(Uuid::parse_str(ID).unwrap()), 1001))
}

/// All that are described, so that a new one cannot be forgotten.
async fn operations(bench: &Bench) -> Vec<Operation> {
    let document = bench.call(TestRequest::get().uri("/openapi.json")).await.json();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let example = &operation["requestBody"]["content"][JSON]["example"];
            let fields = example.as_object().into_iter().flatten();
            found.push(Operation {
                method: Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(),
                path: path.clone(),
                fields: fields.map(|(name, value)| (name.clone(), value.clone())).collect(),
            });
        }
    }
    assert!(found.len() >= 24);
    found
}

fn request(operation: &Operation, token: &str, content_type: &'static str, body: Vec<u8>) -> TestRequest {
    TestRequest::default()
        .method(operation.method.clone())
        .uri(&operation.path.replace("{id}", ID))
        .insert_header(("authorization", format!("Bearer {token}")))
        .insert_header(("content-type", content_type))
        .insert_header(("content-length", body.len()))
        .set_payload(body)
}

/// Texts that are no JSON object with texts in it.
fn bodies_of_another_form() -> Vec<Vec<u8>> {
    let mut bodies: Vec<Vec<u8>> = vec![b"\xff\xfe{".to_vec(), b"\xef\xbb\xbf{}".to_vec(), vec![0; 64]];
    bodies.extend(
        [" ", "nul", "[]", "[{}]", "\"x\"", "12", "-", "true", "{", "{]", "{\"", "}", "<x/>", "{,}"]
            .map(|text| text.as_bytes().to_vec()),
    );
    bodies.push("[".repeat(60_000).into_bytes());
    bodies.push("{\"a\":".repeat(10_000).into_bytes());
    bodies.push(vec![b'{'; 70_000]);
    bodies
}

/// Values that a text member may not have, as they stand in a body.
fn bad_values() -> Vec<Vec<u8>> {
    let mut values: Vec<Vec<u8>> = ["null", "0", "1e999", "-1.5", "true", "{}", "[]", "[\"x\"]", "\"\""]
        .map(|text| text.as_bytes().to_vec())
        .to_vec();
    values.push(format!("\"{}\"", "x".repeat(300)).into_bytes());
    values.push(format!("\"{}\"", "é".repeat(30_000)).into_bytes());
    values.push(b"\"a\\u0000b\"".to_vec());
    values.push(b"\"\xff\xfe\"".to_vec());
    values.push(b"\"\\ud800\"".to_vec());
    values.push(format!("{}{}", "[".repeat(20_000), "]".repeat(20_000)).into_bytes());
    values
}

/// The body with another value for one member, or without it.
fn body_with(fields: &[(String, Value)], changed: &str, value: Option<&[u8]>) -> Vec<u8> {
    let mut body = b"{\"unknown\":{\"x\":[1]}".to_vec();
    for (name, good) in fields {
        let good = good.to_string();
        let Some(value) = (if name == changed { value } else { Some(good.as_bytes()) }) else { continue };
        body.extend_from_slice(format!(",\"{name}\":").as_bytes());
        body.extend_from_slice(value);
    }
    body.push(b'}');
    body
}

/// It is refused, or it is one of the answers that the contract wants here.
#[track_caller]
fn is_no_fault(reply: &Reply, operation: &Operation, input: &[u8]) {
    let shown = String::from_utf8_lossy(input.get(..200).unwrap_or(input)).into_owned();
    let path = operation.path.as_str();
    let is_refused = (400..500).contains(&reply.status);
    let reads_a_body = !operation.fields.is_empty();
    let is_invalid_token = || path == "/sessions/validate" && reply.json() == json!({ "is_valid": false });
    // `null` is as good as nothing for the one member that is optional.
    let names_no_address = || shown.contains("\"email_id\":null") || !shown.contains("email_id");
    let is_default_address = || path == "/passcode/login/initialize" && names_no_address();
    let is_wanted = || is_invalid_token() || reply.status == 200 && is_default_address();
    assert!(
        is_refused || (!reads_a_body && reply.status < 500) || is_wanted(),
        "{} {path} with {shown}: {reply:?}",
        operation.method
    );
    if is_refused {
        assert_eq!(reply.json()["code"], reply.status, "{path}");
    }
}

#[actix_web::test]
async fn a_body_of_another_form_is_refused() {
    for operation in operations(&bench().0).await {
        let (bench, _) = bench();
        for body in bodies_of_another_form() {
            let token = sign_in(&bench);
            let reply = bench.call(request(&operation, &token, JSON, body.clone())).await;
            is_no_fault(&reply, &operation, &body);
        }
    }
}

#[actix_web::test]
async fn a_member_of_another_form_is_refused() {
    for operation in operations(&bench().0).await {
        let (bench, token) = bench();
        for (name, good) in &operation.fields {
            let mut bodies = vec![body_with(&operation.fields, name, None)];
            for value in bad_values() {
                bodies.push(body_with(&operation.fields, name, Some(&value)));
                let twice = [format!("{good},\"{name}\":").as_bytes(), value.as_slice()].concat();
                bodies.push(body_with(&operation.fields, name, Some(&twice)));
            }
            for body in bodies {
                let reply = bench.call(request(&operation, &token, JSON, body.clone())).await;
                is_no_fault(&reply, &operation, &body);
            }
        }
        let stored = bench.storage.with(|state| format!("{state:?}"));
        assert!(!stored.contains("\\0"), "U+0000 was stored");
        assert!(!stored.contains(&"x".repeat(256)), "a long text was stored");
    }
}

#[actix_web::test]
async fn another_media_type_is_refused() {
    for operation in operations(&bench().0).await {
        let (bench, _) = bench();
        let body = body_with(&operation.fields, "", None);
        for content_type in [
            "",
            "text/plain",
            "application/xml",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "APPLICATION/JSON",
            ";",
            "application/json,application/json",
        ] {
            let token = sign_in(&bench);
            let reply = bench.call(request(&operation, &token, content_type, body.clone())).await;
            is_no_fault(&reply, &operation, content_type.as_bytes());
        }
    }
}

fn odd_headers() -> Vec<(&'static str, Vec<u8>)> {
    let long = || "x".repeat(30_000).into_bytes();
    let names = [
        "authorization",
        "cookie",
        "x-forwarded-for",
        "x-real-ip",
        "x-forwarded-proto",
        "x-request-id",
        "user-agent",
        "accept-language",
        "origin",
        "host",
        "sec-fetch-site",
        "if-none-match",
        "access-control-request-headers",
    ];
    let values = [
        Vec::new(),
        b"\xff\xfe".to_vec(),
        long(),
        b"Bearer".to_vec(),
        b"Bearer \xe9".to_vec(),
        b"hanko=\"; hanko==;=;;hanko".to_vec(),
        b"hanko_email_id=%00; hanko=a.b.c".to_vec(),
        b",,,".to_vec(),
        b"[::1]:99999, 1.2.3.4.5".to_vec(),
        b"de;q=999,;q=,*;q=-1".to_vec(),
        b"null".to_vec(),
        b"https://".to_vec(),
    ];
    names.into_iter().flat_map(|name| values.clone().into_iter().map(move |value| (name, value))).collect()
}

#[actix_web::test]
async fn odd_headers_are_no_fault() {
    for operation in operations(&bench().0).await {
        let (bench, _) = bench();
        let body = body_with(&operation.fields, "", None);
        for (name, value) in odd_headers() {
            let name = HeaderName::from_static(name);
            let header = (name, HeaderValue::from_bytes(&value).unwrap());
            let token = sign_in(&bench);
            let reply =
                bench.call(request(&operation, &token, JSON, body.clone()).insert_header(header)).await;
            assert!(reply.status < 500, "{} {}: {reply:?}", operation.method, operation.path);
        }
    }
}

const ODD_IDS: [&str; 12] = [
    "x",
    "%00",
    "%ff",
    "%2f",
    "%2e%2e",
    "%7B%7D",
    "urn:uuid:",
    "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b1",
    "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b1%00",
    "0d8a5a6f-70f3-4e3c-8f66-0a5c6f7e2b1é",
    "'%20or%201=1--",
    "*",
];

#[actix_web::test]
async fn odd_paths_and_ids_are_refused() {
    let (bench, token) = bench();
    let long = "a".repeat(20_000);
    let ids: Vec<_> =
        ODD_IDS.into_iter().chain([long.as_str()]).map(|id| id.replace('é', "%C3%A9")).collect();
    for operation in operations(&bench).await.iter().filter(|operation| operation.path.contains('{')) {
        for id in &ids {
            let path = operation.path.replace("{id}", id);
            let request = TestRequest::default().method(operation.method.clone()).uri(&path);
            let reply = bench.send_as(&token, request).await;
            assert!((400..500).contains(&reply.status), "{path}: {reply:?}");
        }
    }
    for id in &ids {
        let reply = bench.call_admin(TestRequest::delete().uri(&format!("/users/{id}"))).await;
        assert!((400..500).contains(&reply.status), "{id}: {reply:?}");
    }
}

#[actix_web::test]
async fn administrators_are_refused_as_well() {
    let (bench, _) = bench();
    let fields = [
        ("id".to_owned(), json!("5f0e2a3c-9d1b-4f6e-8a7c-1b2c3d4e5f60")),
        ("emails".to_owned(), json!([{ "address": "x1001@inkan.test", "is_primary": true }])),
        ("username".to_owned(), json!("ada")),
        ("created_at".to_owned(), json!("2026-01-02T03:04:05Z")),
    ];
    let mut bodies = bodies_of_another_form();
    // The address of the good body is taken, so that what passes the checks is a conflict.
    for (name, _) in &fields {
        bodies.push(body_with(&fields, name, None));
        bodies.extend(bad_values().iter().map(|value| body_with(&fields, name, Some(value))));
    }
    for value in bad_values() {
        for field in ["address", "is_primary", "is_verified"] {
            let email = [b"[{\"".as_slice(), field.as_bytes(), b"\":", &value, b"}]"].concat();
            bodies.push(body_with(&fields, "emails", Some(&email)));
        }
        bodies.push(body_with(&fields, "emails", Some(&[b"[", value.as_slice(), b"]"].concat())));
    }
    let operation = Operation { method: Method::POST, path: "/users".to_owned(), fields: fields.to_vec() };
    let mut made = 0;
    for body in bodies {
        let reply = bench.call_admin(request(&operation, "", JSON, body.clone())).await;
        if reply.status == 200 {
            // Without addresses, the user name is enough.
            made += 1;
            assert_eq!(
                (reply.json()["username"]["username"].as_str(), reply.json().get("emails")),
                (Some("ada"), None)
            );
            continue;
        }
        is_no_fault(&reply, &operation, &body);
    }
    assert_eq!(made, 1, "the id and the user name are taken after that");
    let stored = bench.storage.with(|state| format!("{state:?}"));
    assert!(!stored.contains("\\0") && !stored.contains(&"x".repeat(256)));
}

#[actix_web::test]
async fn odd_queries_are_no_fault() {
    let (bench, _) = bench();
    let long = "a".repeat(20_000);
    let names = ["page", "per_page", "start_time", "end_time", "type", "actor_user_id", "actor_email", "q"];
    for name in names.into_iter().chain(["meta_source_ip", "unknown", ""]) {
        for value in [
            "",
            "%",
            "%00",
            "%ff",
            "%zz",
            "-1",
            "0",
            "1e9",
            "9223372036854775807",
            "+",
            "%27",
            "&",
            ";",
            &long,
        ] {
            let uri = format!("/audit_logs?{name}={value}&{name}={value}");
            let reply = bench.call_admin(TestRequest::get().uri(&uri)).await;
            assert!(reply.status < 500, "{uri}: {reply:?}");
        }
    }
}
