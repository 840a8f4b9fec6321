//! `GET /openapi.json` and `GET /docs`: routes, description and contract together.

use std::collections::BTreeSet;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Map, Value};

use crate::support::Bench;

/// Every operation with its statuses (contract 13.1), and whether it needs a session.
const CONTRACT: [(&str, &str, bool, &[u16]); 22] = [
    ("post", "/users", false, &[200, 400, 403, 409]),
    ("post", "/passcode/login/initialize", false, &[200, 400, 403, 429]),
    ("post", "/passcode/login/finalize", false, &[200, 400, 401, 403, 408, 409, 410]),
    ("put", "/password", true, &[200, 201, 400, 401, 403]),
    ("post", "/password/login", false, &[200, 400, 401, 429]),
    ("get", "/users/{id}", true, &[200, 403, 404]),
    ("get", "/me", true, &[200, 404]),
    ("post", "/user", false, &[200, 400, 404]),
    ("get", "/emails", true, &[200]),
    ("post", "/emails", true, &[200, 400, 409]),
    ("post", "/emails/{id}/set_primary", true, &[204, 400, 404]),
    ("delete", "/emails/{id}", true, &[204, 400, 404, 409]),
    ("post", "/logout", true, &[204]),
    ("delete", "/user", true, &[204]),
    ("get", "/sessions/validate", false, &[200]),
    ("post", "/sessions/validate", false, &[200, 400]),
    ("post", "/token", false, &[200, 400, 404, 422, 429]),
    ("get", "/.well-known/jwks.json", false, &[200]),
    ("get", "/.well-known/config", false, &[200]),
    ("get", "/health/alive", false, &[200]),
    ("get", "/health/ready", false, &[200]),
    ("get", "/", false, &[200, 500]),
];

/// Those that are not of the contract.
const OWN: [(&str, &str); 2] = [("get", "/docs"), ("get", "/openapi.json")];

fn with_everything() -> Bench {
    Bench::with(|options| options.settings.configuration_document.allow_deletion = true)
}

async fn document(bench: &Bench) -> Value {
    let reply = bench.call(TestRequest::get().uri("/openapi.json")).await;
    assert_eq!((reply.status, reply.header("cache-control")), (200, "max-age=600"));
    reply.json()
}

/// Method, path and operation.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(move |(method, operation)| (method.as_str(), path.as_str(), operation))
    });
    operations.collect()
}

#[actix_web::test]
async fn every_operation_of_the_contract_is_described_with_its_statuses() {
    let document = document(&with_everything()).await;
    assert_eq!(document["openapi"], "3.1.0");
    for (method, path, is_protected, statuses) in CONTRACT {
        let operation = &document["paths"][path][method];
        assert!(operation.is_object(), "{method} {path}");
        assert_eq!(operation["security"].is_array(), is_protected, "{method} {path}");
        for status in statuses.iter().chain(is_protected.then_some(&401)) {
            let answer = &operation["responses"][status.to_string()];
            assert!(answer["description"].as_str().is_some_and(|text| !text.is_empty()), "{path} {status}");
        }
    }
}

#[actix_web::test]
async fn nothing_else_is_described() {
    let document = document(&with_everything()).await;
    let described: BTreeSet<_> =
        operations(&document).into_iter().map(|(method, path, _)| (method, path)).collect();
    let contract = CONTRACT.into_iter().map(|(method, path, ..)| (method, path));
    assert_eq!(described, contract.chain(OWN).collect());
}

#[actix_web::test]
async fn what_is_described_is_routed() {
    let bench = with_everything();
    for (method, path, _) in operations(&document(&bench).await) {
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let token = bench.token(bench.user(1));
        let request = TestRequest::default().method(method.clone()).uri(&path.replace("{id}", "x"));
        let reply = bench.send_as(&token, request).await;
        assert!(![404, 405].contains(&reply.status), "{method} {path}: {reply:?}");
    }
}

#[actix_web::test]
async fn what_is_switched_off_is_not_described() {
    let bench = Bench::with(|options| {
        options.settings.password_operations_enabled = false;
        options.settings.passcode_operations_enabled = false;
    });
    let document = document(&bench).await;
    for path in ["/password", "/password/login", "/passcode/login/initialize", "/passcode/login/finalize"] {
        assert_eq!(document["paths"].get(path), None, "{path}");
    }
    assert_eq!(document["paths"]["/user"].get("delete"), None);
}

#[actix_web::test]
async fn every_answer_in_json_has_a_schema_and_an_example() {
    let document = document(&with_everything()).await;
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        assert!(ids.insert(operation["operationId"].as_str().unwrap()), "{method} {path}");
        let bodies = operation["responses"].as_object().unwrap().values();
        for body in bodies.chain([&operation["requestBody"]]).map(|it| &it["content"]["application/json"]) {
            let is_whole = body.get("schema").is_some() && body.get("example").is_some();
            assert!(body.is_null() || is_whole, "{method} {path}");
        }
    }
}

#[actix_web::test]
async fn every_reference_leads_somewhere() {
    let document = document(&with_everything()).await;
    let mut references = Vec::new();
    collect_references(&document, &mut references);
    assert!(references.len() > 20);
    for reference in references {
        assert!(document.pointer(reference.strip_prefix('#').unwrap()).is_some(), "{reference}");
    }
}

fn collect_references<'value>(value: &'value Value, references: &mut Vec<&'value str>) {
    match value {
        Value::Object(members) => {
            references.extend(members.get("$ref").and_then(Value::as_str));
            members.values().for_each(|member| collect_references(member, references));
        }
        Value::Array(elements) => elements.iter().for_each(|it| collect_references(it, references)),
        _ => {}
    }
}

#[actix_web::test]
async fn answers_are_as_described() {
    let bench = with_everything();
    let document = document(&bench).await;
    let user_id = bench.user(1);
    let token = bench.token(user_id);
    let by_id = format!("/users/{user_id}");
    for (path, template) in [
        ("/me", "/me"),
        (by_id.as_str(), "/users/{id}"),
        ("/emails", "/emails"),
        ("/sessions/validate", "/sessions/validate"),
        ("/.well-known/config", "/.well-known/config"),
        ("/health/alive", "/health/alive"),
    ] {
        let body = bench.get_as(&token, path).await.json();
        let answer = &document["paths"][template]["get"]["responses"]["200"]["content"]["application/json"];
        fits(&document, &answer["schema"], &body);
        fits(&document, &answer["schema"], &answer["example"]);
    }
}

/// Every member is described, and every member that must be there is.
fn fits(document: &Value, schema: &Value, body: &Value) {
    if let Some(reference) = schema["$ref"].as_str() {
        return fits(document, document.pointer(&reference[1..]).unwrap(), body);
    }
    match body {
        Value::Array(elements) => elements.iter().for_each(|it| fits(document, &schema["items"], it)),
        Value::Object(members) => {
            let (mut properties, mut required) = (Map::new(), Vec::new());
            gather(document, schema, &mut properties, &mut required);
            if properties.is_empty() {
                return;
            }
            for name in required {
                assert!(members.contains_key(&name), "{name} is missing: {body}");
            }
            for (name, member) in members {
                let described = properties.get(name).unwrap_or_else(|| panic!("{name} is not described"));
                fits(document, described, member);
            }
        }
        _ => {}
    }
}

fn gather(document: &Value, schema: &Value, properties: &mut Map<String, Value>, required: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        return gather(document, document.pointer(&reference[1..]).unwrap(), properties, required);
    }
    for part in ["allOf", "oneOf", "anyOf"] {
        for part in schema[part].as_array().into_iter().flatten() {
            let mut alternatives = Vec::new();
            gather(document, part, properties, &mut alternatives);
            if schema.get("allOf").is_some() {
                required.extend(alternatives);
            }
        }
    }
    properties.extend(schema["properties"].as_object().cloned().unwrap_or_default());
    let names = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    required.extend(names.map(ToOwned::to_owned));
}

#[actix_web::test]
async fn the_page_shows_everything_and_asks_nobody() {
    let bench = with_everything();
    let reply = bench.call(TestRequest::get().uri("/docs")).await;
    assert_eq!((reply.status, reply.header("cache-control")), (200, "max-age=600"));
    assert_eq!(reply.header("content-type"), "text/html; charset=UTF-8");
    let policy = reply.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    for (_, path, operation) in operations(&document(&bench).await) {
        assert!(reply.text.contains(&format!("<code>{path}</code>")), "{path}");
        assert!(reply.text.contains(&format!("id=\"{}\"", operation["operationId"].as_str().unwrap())));
    }
    for foreign in ["<script", "src=", "href=\"http", "@import", "url(", " style="] {
        assert!(!reply.text.contains(foreign), "{foreign}");
    }
}

#[actix_web::test]
async fn other_methods_and_spellings_are_as_unknown_as_ever() {
    let bench = with_everything();
    for path in ["/docs", "/openapi.json"] {
        let head = TestRequest::default().method(Method::HEAD).uri(path);
        bench.call(head).await.is_bare(404);
        bench.call(TestRequest::post().uri(path)).await.refuses(404, "Not Found");
        for odd in [format!("{path}/"), format!("/{path}"), path.to_uppercase()] {
            bench.call(TestRequest::get().uri(&odd)).await.refuses(404, "Not Found");
        }
    }
}
