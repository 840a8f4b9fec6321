//! Cross-origin requests (contract 1.7, B-29; Fetch §3.2).

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, HeaderMap, HeaderValue, ORIGIN, VARY,
};

use crate::settings::CorsSettings;

const METHODS: HeaderValue = HeaderValue::from_static("GET,HEAD,PUT,PATCH,POST,DELETE");
const MAX_AGE: HeaderValue = HeaderValue::from_static("7200");
const TRUE: HeaderValue = HeaderValue::from_static("true");
const VARY_ORIGIN: HeaderValue = HeaderValue::from_static("Origin");
const VARY_PREFLIGHT: HeaderValue =
    HeaderValue::from_static("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "Retry-After,X-RateLimit-Limit,X-RateLimit-Remaining,X-RateLimit-Reset,X-Session-Lifetime,X-Session-Retention",
);
const EXPOSED_WITH_TOKEN: HeaderValue = HeaderValue::from_static(
    "Retry-After,X-RateLimit-Limit,X-RateLimit-Remaining,X-RateLimit-Reset,X-Session-Lifetime,X-Session-Retention,X-Auth-Token",
);

/// Patterns are not tried on longer origins.
const LONGEST_ORIGIN: usize = 261;

/// The origins that may call.
#[derive(Clone, Debug)]
pub(crate) struct AllowedOrigins {
    everyone: bool,
    exact: Vec<String>,
    patterns: Vec<Vec<char>>,
}

impl AllowedOrigins {
    pub(crate) fn new(settings: &CorsSettings) -> Self {
        let entries = || settings.allow_origins.iter().filter(|entry| *entry != "*");
        let is_pattern = |entry: &&String| entry.contains(['*', '?']);
        Self {
            everyone: settings.unsafe_wildcard_origin_allowed
                && settings.allow_origins.iter().any(|entry| entry == "*"),
            exact: entries().cloned().collect(),
            patterns: entries().filter(is_pattern).map(|entry| entry.chars().collect()).collect(),
        }
    }

    /// Whether this origin may call. Compared byte for byte, or with patterns.
    pub(crate) fn contains(&self, origin: &str) -> bool {
        self.everyone
            || self.exact.iter().any(|entry| entry == origin)
            || (!self.patterns.is_empty() && self.matches_pattern(origin))
    }

    fn matches_pattern(&self, origin: &str) -> bool {
        if origin.len() > LONGEST_ORIGIN || !origin.contains("://") {
            return false;
        }
        let origin: Vec<char> = origin.chars().collect();
        self.patterns.iter().any(|pattern| matches(pattern, &origin))
    }
}

/// `*` stands for any characters, `?` for one. Walks back to the last `*` only, so time stays bounded by the
/// product of the lengths.
fn matches(pattern: &[char], text: &[char]) -> bool {
    let (mut at, mut position) = (0, 0);
    let mut last_star = None;
    while let Some(character) = text.get(position) {
        match pattern.get(at) {
            Some('*') => {
                last_star = Some((at + 1, position));
                at += 1;
            }
            Some(wanted) if *wanted == '?' || wanted == character => {
                at += 1;
                position += 1;
            }
            _ => {
                let Some((after_star, start)) = last_star else { return false };
                last_star = Some((after_star, start + 1));
                (at, position) = (after_star, start + 1);
            }
        }
    }
    pattern.iter().skip(at).all(|rest| *rest == '*')
}

/// Writes the headers that browsers look at.
#[derive(Clone, Debug)]
pub(crate) struct Cors {
    pub(crate) origins: AllowedOrigins,
    exposed: HeaderValue,
}

impl Cors {
    pub(crate) fn new(settings: &CorsSettings, enable_auth_token_header: bool) -> Self {
        let exposed = if enable_auth_token_header { EXPOSED_WITH_TOKEN } else { EXPOSED };
        Self { origins: AllowedOrigins::new(settings), exposed }
    }

    /// The origin of the request, if it may call.
    pub(crate) fn allowed_origin(&self, request: &HeaderMap) -> Option<HeaderValue> {
        let value = request.get(ORIGIN)?;
        let origin = value.to_str().ok().filter(|origin| !origin.is_empty())?;
        self.origins.contains(origin).then(|| value.clone())
    }

    /// Headers of an answer to anything but `OPTIONS`.
    pub(crate) fn add(&self, origin: Option<HeaderValue>, response: &mut HeaderMap) {
        response.insert(VARY, VARY_ORIGIN);
        if let Some(origin) = origin {
            response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            response.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
            response.insert(ACCESS_CONTROL_EXPOSE_HEADERS, self.exposed.clone());
        }
    }

    /// Headers of an answer to `OPTIONS`; the list of methods is always the same.
    pub(crate) fn add_preflight(origin: Option<HeaderValue>, request: &HeaderMap, response: &mut HeaderMap) {
        let Some(origin) = origin else {
            response.insert(VARY, VARY_ORIGIN);
            return;
        };
        response.insert(VARY, VARY_PREFLIGHT);
        response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        response.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        response.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        response.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        if let Some(wanted) = request.get(ACCESS_CONTROL_REQUEST_HEADERS).filter(|wanted| !wanted.is_empty())
        {
            response.insert(ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AllowedOrigins;
    use crate::settings::CorsSettings;

    fn allows(entry: &str, origin: &str) -> bool {
        origins(&[entry], false).contains(origin)
    }

    fn origins(entries: &[&str], unsafe_wildcard_origin_allowed: bool) -> AllowedOrigins {
        let allow_origins = entries.iter().map(|entry| (*entry).to_owned()).collect();
        AllowedOrigins::new(&CorsSettings { allow_origins, unsafe_wildcard_origin_allowed })
    }

    #[test]
    fn an_origin_is_compared_byte_for_byte() {
        assert!(allows("http://localhost:8888", "http://localhost:8888"));
        for origin in ["HTTP://LOCALHOST:8888", "http://localhost:8888/", "http://localhost:88889", "null"] {
            assert!(!allows("http://localhost:8888", origin), "{origin}");
        }
        assert!(allows("null", "null"));
    }

    #[test]
    fn a_star_stands_for_any_characters() {
        let pattern = "https://*.contract.test";
        assert!(allows(pattern, "https://a.contract.test"));
        assert!(allows(pattern, "https://a.b.contract.test"));
        assert!(allows(pattern, "https://.contract.test"));
        for origin in [
            "https://contract.test",
            "http://a.contract.test",
            "https://a.contract.test:8443",
            "https://a.contract.test.evil.test",
        ] {
            assert!(!allows(pattern, origin), "{origin}");
        }
        assert!(allows("http*://*a*b*", "https://xaxbxaxb"));
    }

    #[test]
    fn a_question_mark_stands_for_one_character() {
        assert!(allows("https://a?.test", "https://a1.test"));
        assert!(allows("https://a?.test", "https://aé.test"));
        assert!(!allows("https://a?.test", "https://a.test"));
        assert!(!allows("https://a?.test", "https://a12.test"));
    }

    #[test]
    fn patterns_are_tried_on_short_origins_with_a_scheme() {
        assert!(!allows("*a", "a"));
        let host = "a".repeat(253);
        assert!(allows("https://*", &format!("https://{host}")));
        assert!(!allows("https://*", &format!("https://{host}a")));
    }

    #[test]
    fn everyone_is_allowed_only_on_purpose() {
        assert!(origins(&["*"], true).contains("null"));
        assert!(!origins(&["*"], false).contains("https://a.test"));
        assert!(!origins(&[], true).contains("https://a.test"));
    }
}
