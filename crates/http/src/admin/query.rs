//! The query of a request (`application/x-www-form-urlencoded`).

use form_urlencoded::byte_serialize;

/// Parameters in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads any text; what is not UTF-8 is replaced.
    pub(super) fn read(text: &str) -> Self {
        Self(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// The first value of a parameter.
    pub(super) fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a parameter.
    pub(super) fn all<'query>(&'query self, name: &'query str) -> impl Iterator<Item = &'query str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The same with this one value of a parameter.
    pub(super) fn with(&self, name: &str, value: i64) -> Self {
        let others = self.0.iter().filter(|(found, _)| found != name).cloned();
        Self(others.chain([(name.to_owned(), value.to_string())]).collect())
    }

    /// As text again: sorted by name, repeated parameters in their order.
    pub(super) fn write(&self) -> String {
        let mut sorted: Vec<_> = self.0.iter().collect();
        sorted.sort_by(|(left, _), (right, _)| left.cmp(right));
        let pairs = sorted.into_iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        pairs.collect::<Vec<_>>().join("&")
    }
}

fn encoded(text: &str) -> String {
    // `~` stays as it is and `*` does not (admin-api.md, "Paging": values form-encoded).
    byte_serialize(text.as_bytes()).collect::<String>().replace("%7E", "~").replace('*', "%2A")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, any, proptest};

    use super::Query;

    #[test]
    fn a_query_is_written_sorted_and_encoded() {
        let query = Query::read("type=b&q=a%20b%2Bc&type=a&page=7&%zz=%ff&&=;");
        assert_eq!(query.first("q"), Some("a b+c"));
        assert_eq!(query.all("type").collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!(query.with("page", 2).write(), "=%3B&%25zz=%EF%BF%BD&page=2&q=a+b%2Bc&type=b&type=a");
        assert_eq!(Query::read("").with("page", 1).write(), "page=1");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_written_is_read_again(text in any::<String>()) {
            let query = Query::read(&text);
            let written = query.write();
            let mut sorted = query.0.clone();
            sorted.sort_by(|(left, _), (right, _)| left.cmp(right));
            assert_eq!(Query::read(&written).0, sorted);
            assert!(written.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'<' && byte != b'>'));
        }
    }
}
