//! Claim templates arrive as they were written.
#![expect(clippy::unwrap_used, dead_code, reason = "tests")]

mod support;

use serde_json::json;
use support::{load_yaml, shown};

const YAML: &str = r#"
session:
  JWT_Template:
    claims:
      camelCase: "{{.User.UserID}}"
      UPPER: text
      level: 3
      ratio: 1.5
      admin: true
      nothing: null
      with.dots: kept
      list: [read, 7, {innerKey: [false]}]
      Nested: {Deep: {deeper: -1}}
"#;

#[test]
fn claims_keep_their_case_and_their_types() {
    let loaded = load_yaml(YAML).unwrap();
    assert_eq!(
        serde_json::Value::Object(loaded.configuration.session.claims.clone()),
        json!({
            "camelCase": "{{.User.UserID}}",
            "UPPER": "text",
            "level": 3,
            "ratio": 1.5,
            "admin": true,
            "nothing": null,
            "with.dots": "kept",
            "list": ["read", 7, {"innerKey": [false]}],
            "Nested": {"Deep": {"deeper": -1}},
        })
    );
    assert_eq!(loaded.warnings, Vec::<String>::new());
    assert!(shown(&loaded, "session.jwt_template.claims").contains("camelCase"));
}

#[test]
fn claims_must_be_a_map() {
    let error = load_yaml("session: {jwt_template: {claims: [a]}}").unwrap_err().to_string();
    assert_eq!(error, "session.jwt_template.claims expected a map, found a list");
}
