//! An answer as a test looks at it.

use actix_web::http::header::HeaderMap;
use serde_json::{Value, json};

/// Status, headers and body.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    /// The value of a header; empty when there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// All cookies that are set.
    pub(crate) fn cookies(&self) -> Vec<&str> {
        self.headers.get_all("set-cookie").map(|value| value.to_str().unwrap()).collect()
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), "application/json");
        assert!(self.text.ends_with('\n'), "{:?}", self.text);
        serde_json::from_str(&self.text).unwrap()
    }

    /// It is this refusal and nothing else.
    #[track_caller]
    pub(crate) fn refuses(&self, code: u16, message: &str) {
        assert_eq!(self.json(), json!({ "code": code, "message": message }));
        assert_eq!(self.status, code);
    }

    /// It has this status and no body.
    #[track_caller]
    pub(crate) fn is_bare(&self, status: u16) {
        assert_eq!((self.status, self.text.as_str(), self.header("content-type")), (status, "", ""));
    }
}
