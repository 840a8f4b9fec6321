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
    use proptest::prelude::{ProptestConfig, any, prop, proptest};

    use super::values;

    #[test]
    fn every_cookie_with_the_name_is_found_in_order() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("hanko=a; x=b;hanko=\"c\"; Hanko=d"));
        headers.append(COOKIE, HeaderValue::from_static("hanko=; other; hankox=e"));
        assert_eq!(values(&headers, "hanko").collect::<Vec<_>>(), ["a", "c", ""]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_found_is_part_of_a_header(
            values in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..64), 0..4)
        ) {
            let mut headers = HeaderMap::new();
            for value in values.iter().filter_map(|value| HeaderValue::from_bytes(value).ok()) {
                headers.append(COOKIE, value);
            }
            for found in super::values(&headers, "hanko") {
                let mut texts = headers.get_all(COOKIE).filter_map(|value| value.to_str().ok());
                assert!(texts.any(|text| text.contains(found)) && !found.contains(';'));
            }
        }

        #[test]
        fn nothing_like_cookies_makes_the_reader_panic(text in "(hanko|x|=|;|\"| |[a-z.]){0,40}") {
            let mut headers = HeaderMap::new();
            headers.append(COOKIE, HeaderValue::from_str(&text).unwrap());
            assert!(super::values(&headers, "hanko").count() <= text.split(';').count());
        }

        #[test]
        fn a_cookie_is_found_among_others(
            before in "([a-g]{1,8}=[a-z0-9]{0,8}; ?){0,4}", value in "[A-Za-z0-9._=-]{0,64}"
        ) {
            let mut headers = HeaderMap::new();
            headers.append(COOKIE, HeaderValue::from_str(&format!("{before}hanko={value}; z=1")).unwrap());
            assert_eq!(super::values(&headers, "hanko").collect::<Vec<_>>(), [value.as_str()]);
        }
    }
}
