//! Where tokens are looked for in a request (contract 4.2, 4.4) and who made the browser send it (B-31).

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, HOST, HeaderMap, ORIGIN};
use inkan_domain::Secret;
use inkan_domain::session::{Candidate, Credentials, TokenSource};

use crate::cookie;
use crate::middleware::AllowedOrigins;

/// `Authorization` headers beyond this many are not looked at.
const MOST_HEADERS: usize = 20;
const SCHEME: &str = "bearer";

/// Tokens of a protected operation: every bearer token, then every session cookie.
pub(crate) fn of_protected_operation(
    request: &HttpRequest,
    cookie_name: &str,
    allowed: &AllowedOrigins,
) -> Credentials {
    let headers = request.headers();
    let bearers = headers.get_all(AUTHORIZATION).take(MOST_HEADERS);
    let bearers = bearers.filter_map(|value| value.to_str().ok()).filter_map(bearer_token);
    let explicit = bearers.map(|token| candidate(token, TokenSource::Explicit));
    let cookies = cookie::values(headers, cookie_name).map(|token| candidate(token, TokenSource::Cookie));
    Credentials {
        candidates: explicit.chain(cookies).collect(),
        is_cross_site: is_cross_site(request, allowed),
    }
}

/// Tokens of an operation that works without a session: the first cookie, then the first header, in which
/// the scheme is optional.
pub(crate) fn of_open_operation(
    request: &HttpRequest,
    cookie_name: &str,
    allowed: &AllowedOrigins,
) -> Credentials {
    let headers = request.headers();
    let from_cookie =
        cookie::values(headers, cookie_name).next().map(|token| candidate(token, TokenSource::Cookie));
    let from_header = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .map(|value| candidate(value.strip_prefix("Bearer").unwrap_or(value).trim(), TokenSource::Explicit));
    Credentials {
        candidates: from_cookie.into_iter().chain(from_header).collect(),
        is_cross_site: is_cross_site(request, allowed),
    }
}

/// A single token that came in a body.
pub(crate) fn of_body(token: String) -> Credentials {
    let token = Secret::new(token);
    let candidate = Candidate { token, source: TokenSource::Explicit };
    Credentials { candidates: vec![candidate], is_cross_site: false }
}

fn candidate(token: &str, source: TokenSource) -> Candidate {
    Candidate { token: Secret::new(token.to_owned()), source }
}

/// What follows the word `bearer` in any case; the blank after it is optional.
pub(crate) fn bearer_token(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_at_checked(SCHEME.len())?;
    (scheme.eq_ignore_ascii_case(SCHEME) && !token.is_empty()).then(|| token.trim_start())
}

/// Whether a request that changes something was made by a page of another site.
fn is_cross_site(request: &HttpRequest, allowed: &AllowedOrigins) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    let headers = request.headers();
    if headers.get("sec-fetch-site").is_some_and(|site| site.as_bytes() == b"cross-site") {
        return true;
    }
    let Some(origin) = headers.get(ORIGIN).filter(|origin| !origin.is_empty()) else { return false };
    origin.to_str().map_or(true, |origin| !allowed.contains(origin) && !is_own_host(origin, headers))
}

/// Whether the origin (RFC 6454 §6.2) names the host that the request was sent to.
fn is_own_host(origin: &str, headers: &HeaderMap) -> bool {
    let Some((scheme, origin_host)) = origin.split_once("://") else { return false };
    let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else { return false };
    let default_port = if scheme == "https" { ":443" } else { ":80" };
    let without_port = |host: &'_ str| host.strip_suffix(default_port).unwrap_or(host).to_ascii_lowercase();
    without_port(origin_host) == without_port(host)
}

#[cfg(test)]
mod tests {
    use actix_web::HttpRequest;
    use actix_web::http::header::HeaderValue;
    use actix_web::test::TestRequest;
    use inkan_domain::session::Credentials;
    use proptest::prelude::{ProptestConfig, any, prop, proptest};

    use super::{of_open_operation, of_protected_operation};
    use crate::CorsSettings;
    use crate::middleware::AllowedOrigins;

    fn allowed() -> AllowedOrigins {
        AllowedOrigins::new(&CorsSettings {
            allow_origins: vec!["https://app.test".to_owned()],
            unsafe_wildcard_origin_allowed: false,
        })
    }

    fn request(headers: &[(&'static str, &'static str)]) -> HttpRequest {
        let request = TestRequest::post();
        headers.iter().fold(request, |request, header| request.append_header(*header)).to_http_request()
    }

    fn tokens(credentials: &Credentials) -> Vec<&str> {
        credentials.candidates.iter().map(|candidate| candidate.token.expose()).collect()
    }

    fn protected(headers: &[(&'static str, &'static str)]) -> Credentials {
        of_protected_operation(&request(headers), "hanko", &allowed())
    }

    #[test]
    fn the_word_bearer_counts_in_any_case_and_without_a_blank() {
        let found = protected(&[
            ("authorization", "Bearer a"),
            ("authorization", "bearer  b"),
            ("authorization", "BEARERc"),
            ("authorization", "Bearer"),
            ("authorization", "Token d"),
            ("authorization", "e"),
            ("cookie", "hanko=f; hanko=g"),
        ]);
        assert_eq!(tokens(&found), ["a", "b", "c", "f", "g"]);
    }

    #[test]
    fn twenty_headers_are_looked_at() {
        let headers = vec![("authorization", "Bearer a"); 30];
        assert_eq!(protected(&headers).candidates.len(), 20);
    }

    #[test]
    fn open_operations_take_the_cookie_first_and_any_header() {
        let open = |headers: &[_]| {
            let found = of_open_operation(&request(headers), "hanko", &allowed());
            tokens(&found).join(",")
        };
        assert_eq!(open(&[("authorization", "Bearer a"), ("cookie", "hanko=b; hanko=c")]), "b,a");
        assert_eq!(open(&[("authorization", "a")]), "a");
        assert_eq!(open(&[("authorization", "bearer a")]), "bearer a");
        assert_eq!(open(&[]), "");
    }

    #[test]
    fn another_site_is_told_by_its_headers() {
        let is_cross_site = |headers: &[_]| protected(headers).is_cross_site;
        assert!(!is_cross_site(&[]));
        assert!(is_cross_site(&[("sec-fetch-site", "cross-site")]));
        assert!(!is_cross_site(&[("sec-fetch-site", "same-origin")]));
        assert!(is_cross_site(&[("origin", "https://evil.test"), ("host", "auth.test")]));
        assert!(is_cross_site(&[("origin", "null"), ("host", "auth.test")]));
        assert!(!is_cross_site(&[("origin", "https://app.test"), ("host", "auth.test")]));
        assert!(!is_cross_site(&[("origin", "https://auth.test"), ("host", "AUTH.test:443")]));
        assert!(is_cross_site(&[("origin", "https://auth.test:8443"), ("host", "auth.test")]));
    }

    #[test]
    fn reading_is_never_cross_site() {
        let request = TestRequest::get().append_header(("sec-fetch-site", "cross-site")).to_http_request();
        assert!(!of_protected_operation(&request, "hanko", &allowed()).is_cross_site);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_header_makes_the_search_panic(
            values in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..48), 0..40)
        ) {
            let mut request = TestRequest::post();
            for value in values.iter().filter_map(|value| HeaderValue::from_bytes(value).ok()) {
                request = request.append_header(("authorization", value.clone()));
                request = request.append_header(("origin", value.clone())).append_header(("host", value));
            }
            let request = request.to_http_request();
            assert!(of_protected_operation(&request, "hanko", &allowed()).candidates.len() <= 20);
            assert!(of_open_operation(&request, "hanko", &allowed()).candidates.len() <= 2);
        }

        #[test]
        fn a_token_follows_the_word_in_any_case(word in "[bB][eE][aA][rR][eE][rR]", token in "[!-~]{1,64}") {
            for blanks in ["", " ", "   "] {
                assert_eq!(super::bearer_token(&format!("{word}{blanks}{token}")), Some(token.as_str()));
            }
        }

        #[test]
        fn no_text_makes_the_token_panic(text in any::<String>()) {
            assert!(super::bearer_token(&text).is_none_or(|token| text.ends_with(token)));
        }
    }
}
