//! Reading the `Cookie` header (RFC 6265 §5.4).

use actix_web::http::header::{COOKIE, HeaderMap};

/// The values of all cookies with this name, in order. Quotes around a value are not part of it.
pub(crate) fn values<'headers>(
    headers: &'headers HeaderMap,
    name: &'headers str,
) -> impl Iterator<Item = &'headers str> {
    headers
        .get_all(COOKIE)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(move |(found, _)| found.trim_end() == name)
        .map(|(_, value)| unquoted(value.trim_start()))
}

fn unquoted(value: &str) -> &str {
    value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{COOKIE, HeaderMap, HeaderValue};

    use super::values;

    #[test]
    fn every_cookie_with_the_name_is_found_in_order() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("hanko=a; x=b;hanko=\"c\"; Hanko=d"));
        headers.append(COOKIE, HeaderValue::from_static("hanko=; other; hankox=e"));
        assert_eq!(values(&headers, "hanko").collect::<Vec<_>>(), ["a", "c", ""]);
    }
}
