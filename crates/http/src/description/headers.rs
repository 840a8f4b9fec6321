//! Headers of answers in descriptions.

use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::{Object, Type};

use super::Description;

const SESSION: [(&str, Type, &str); 3] = [
    ("X-Session-Lifetime", Type::Integer, "Seconds that the new session lasts."),
    ("X-Auth-Token", Type::String, "The token of the new session, when tokens go into a header."),
    ("Set-Cookie", Type::String, "The token of the new session in the session cookie, otherwise."),
];

const LIMIT: [(&str, Type, &str); 3] = [
    ("X-RateLimit-Limit", Type::Integer, "Requests in a window; sent once the limiter was asked."),
    ("X-RateLimit-Remaining", Type::Integer, "Requests that are left in this window."),
    ("X-RateLimit-Reset", Type::Integer, "Seconds until the next window."),
];

const RETRY: (&str, Type, &str) = ("Retry-After", Type::Integer, "Seconds until it may go better.");

impl Description {
    /// Success opens a session (contract 3.5).
    pub(crate) fn opens_session(self) -> Self {
        self.with_headers(|status| status < 300, &SESSION)
    }

    /// Success ends the session cookie.
    pub(crate) fn ends_session(self) -> Self {
        let end = ("Set-Cookie", Type::String, "Makes the browser forget the session cookie.");
        self.with_headers(|status| status < 300, &[end])
    }

    /// Success sets a cookie that remembers the address (contract 10.1).
    pub(crate) fn remembers_email(self) -> Self {
        let cookie = ("Set-Cookie", Type::String, "`hanko_email_id` with the id of the address.");
        self.with_headers(|status| status < 300, &[cookie])
    }

    /// Success has one header more.
    pub(crate) fn sends(self, name: &'static str, text: &'static str) -> Self {
        self.with_headers(|status| status < 300, &[(name, Type::String, text)])
    }

    /// It is limited, and tells so whatever becomes of it (contract 6).
    pub(crate) fn limited(self) -> Self {
        self.refuses_too_many().with_headers(|_| true, &LIMIT)
    }

    /// It is limited, and tells so only when it refuses (contract B-32).
    pub(crate) fn refuses_too_many(self) -> Self {
        let refusing = self.refuses(429, &["Too Many Requests"]);
        refusing.with_headers(|status| status == 429, &LIMIT).with_headers(|status| status == 429, &[RETRY])
    }

    /// What every operation may answer that needs the database.
    pub(crate) fn may_fail(self) -> Self {
        let failing = self.refuses(500, &["Internal Server Error"]).refuses(503, &["Service Unavailable"]);
        failing.with_headers(|status| status == 503, &[RETRY])
    }

    fn with_headers(mut self, wanted: fn(u16) -> bool, headers: &[(&str, Type, &str)]) -> Self {
        for (_, response) in self.answers.iter_mut().filter(|(status, _)| wanted(**status)) {
            for (name, kind, text) in headers {
                response.headers.insert((*name).to_owned(), header(kind.clone(), text).into());
            }
        }
        self
    }
}

fn header(kind: Type, text: &str) -> Header {
    HeaderBuilder::new().schema(Some(Object::with_type(kind))).description(Some(text)).build()
}
