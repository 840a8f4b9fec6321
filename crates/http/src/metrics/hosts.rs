//! The label `host`, which a client must not choose freely.

use actix_web::http::header::{HOST, HeaderMap};

const OTHER: &str = "other";

/// The hosts that are shown as they are.
#[derive(Clone, Debug)]
pub(crate) struct HostLabels(Vec<String>);

impl HostLabels {
    pub(crate) fn new(hosts: Vec<String>) -> Self {
        Self(hosts)
    }

    /// The host that a request named, if it is one of ours.
    pub(crate) fn label(&self, headers: &HeaderMap) -> &str {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        self.0.iter().find(|known| known.eq_ignore_ascii_case(host)).map_or(OTHER, String::as_str)
    }
}
