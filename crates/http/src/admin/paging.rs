//! Pages of a list, and the way to the others (admin-api.md, "Paging").

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue, LINK};

use super::query::Query;
use crate::error::{ApiError, internal};
use crate::go_text::quoted;

const TOTAL: HeaderName = HeaderName::from_static("x-total-count");
const USUAL_SIZE: i64 = 20;
const LARGEST_SIZE: i64 = 1000;

/// The part of a list that is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// At least 1.
    pub(super) number: i64,
    /// 1 to 1000.
    pub(super) size: i64,
}

impl Page {
    /// The page that a query names.
    ///
    /// # Errors
    /// 400 when it cannot be.
    pub(super) fn wanted(query: &Query) -> Result<Self, ApiError> {
        let number = number(query, "page")?.unwrap_or(1);
        let size = number_or(query, "per_page", USUAL_SIZE)?;
        if number < 1 {
            return Err(ApiError::Invalid("page must be at least 1".to_owned()));
        }
        if !(1..=LARGEST_SIZE).contains(&size) {
            return Err(ApiError::Invalid(format!("per_page must be between 1 and {LARGEST_SIZE}")));
        }
        Ok(Self { number, size })
    }

    /// Tells how many entries there are and where the other pages are; `url` is the list without its query.
    ///
    /// # Errors
    /// When the URL is not fit for a header.
    pub(super) fn tell(
        self,
        response: &mut HttpResponse,
        url: &str,
        query: &Query,
        total: i64,
    ) -> Result<(), ApiError> {
        let links = self.links(total).into_iter().map(|(rel, number)| {
            let query = query.with("page", number).with("per_page", self.size).write();
            format!("<{url}?{query}>; rel=\"{rel}\"")
        });
        let links = links.collect::<Vec<_>>().join(",");
        let headers = response.headers_mut();
        headers.insert(TOTAL, HeaderValue::from(total));
        headers.insert(LINK, HeaderValue::from_str(&links).map_err(|error| internal(&error))?);
        Ok(())
    }

    /// Relations (RFC 8288 §3.3) with their pages, in the order of the contract.
    fn links(self, total: i64) -> Vec<(&'static str, i64)> {
        let last = (total.max(0).saturating_add(self.size - 1) / self.size).max(1);
        [
            (self.number != 1 || last == 1, "first", 1),
            (self.number != last, "last", last),
            (self.number < last, "next", self.number.saturating_add(1)),
            (self.number > 1, "prev", self.number - 1),
        ]
        .into_iter()
        .filter_map(|(is_there, rel, number)| is_there.then_some((rel, number)))
        .collect()
    }
}

fn number_or(query: &Query, name: &str, usual: i64) -> Result<i64, ApiError> {
    number(query, name).map(|number| number.unwrap_or(usual))
}

/// A number; nothing and zero count as absent.
fn number(query: &Query, name: &str) -> Result<Option<i64>, ApiError> {
    let Some(text) = query.first(name).filter(|text| !text.is_empty()) else { return Ok(None) };
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let text = quoted(text);
        return Err(ApiError::Invalid(format!("strconv.ParseInt: parsing {text}: invalid syntax")));
    }
    match text.parse() {
        Ok(number) => Ok(Some(number).filter(|number| *number != 0)),
        Err(_out_of_range) => {
            let text = quoted(text);
            Err(ApiError::Invalid(format!("strconv.ParseInt: parsing {text}: value out of range")))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, any, proptest};

    use super::{Page, Query};

    fn wanted(query: &str) -> Result<Page, String> {
        Page::wanted(&Query::read(query)).map_err(|error| error.to_string())
    }

    fn rels(number: i64, size: i64, total: i64) -> Vec<(&'static str, i64)> {
        Page { number, size }.links(total)
    }

    #[test]
    fn nothing_and_zero_mean_the_usual() {
        for query in ["", "page=0&per_page=0", "page=&per_page=", "page=1&per_page=%2B20&page=9"] {
            assert_eq!(wanted(query), Ok(Page { number: 1, size: 20 }), "{query}");
        }
        assert_eq!(wanted("page=3&per_page=1000"), Ok(Page { number: 3, size: 1000 }));
    }

    #[test]
    fn what_cannot_be_is_explained() {
        for (query, message) in [
            ("page=abc", "strconv.ParseInt: parsing \"abc\": invalid syntax"),
            ("per_page=1.5", "strconv.ParseInt: parsing \"1.5\": invalid syntax"),
            (
                "page=99999999999999999999",
                "strconv.ParseInt: parsing \"99999999999999999999\": value out of range",
            ),
            ("page=-1", "page must be at least 1"),
            ("per_page=1001", "per_page must be between 1 and 1000"),
            ("per_page=-5", "per_page must be between 1 and 1000"),
        ] {
            assert_eq!(wanted(query), Err(message.to_owned()));
        }
    }

    #[test]
    fn the_way_to_other_pages_depends_on_where_one_is() {
        assert_eq!(rels(1, 20, 0), [("first", 1)]);
        assert_eq!(rels(1, 20, 20), [("first", 1)]);
        assert_eq!(rels(1, 2, 3), [("last", 2), ("next", 2)]);
        assert_eq!(rels(2, 2, 5), [("first", 1), ("last", 3), ("next", 3), ("prev", 1)]);
        assert_eq!(rels(3, 2, 5), [("first", 1), ("prev", 2)]);
        assert_eq!(rels(7, 2, 5), [("first", 1), ("last", 3), ("prev", 6)]);
        assert_eq!(rels(2, 20, 0), [("first", 1), ("last", 1), ("prev", 1)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_page_is_within_bounds(query in any::<String>(), number in any::<i64>(), size in any::<i64>()) {
            for query in [query, format!("page={number}&per_page={size}")] {
                if let Ok(page) = wanted(&query) {
                    assert!(page.number >= 1 && (1..=1000).contains(&page.size));
                }
            }
        }

        #[test]
        fn no_total_makes_the_links_panic(number in 1..i64::MAX, size in 1..=1000_i64, total in any::<i64>()) {
            let links = Page { number, size }.links(total);
            assert!(!links.is_empty() && links.iter().all(|(_, number)| *number >= 1));
        }
    }
}
