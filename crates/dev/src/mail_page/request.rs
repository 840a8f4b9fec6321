//! What a browser or curl asks (RFC 9112 §3).

use percent_encoding::percent_decode_str;

/// The parts of a request that the page looks at.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// The path, as sent.
    pub(super) path: String,
    query: String,
}

/// Why a request is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Not HTTP.
    Malformed,
    /// Neither GET nor HEAD.
    Method,
    /// The page was asked under a foreign name: a site whose name leads to this machine would read the codes.
    Host,
}

impl Request {
    /// Reads the lines before the empty one.
    pub(super) fn parse(head: &str) -> Result<Self, Refusal> {
        let mut lines = head.lines();
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (Some(method), Some(target), Some(version)) = (words.next(), words.next(), words.next()) else {
            return Err(Refusal::Malformed);
        };
        if !version.starts_with("HTTP/1.") || !target.starts_with('/') {
            return Err(Refusal::Malformed);
        }
        if !matches!(method, "GET" | "HEAD") {
            return Err(Refusal::Method);
        }
        let hosts = lines.filter_map(|line| line.split_once(':'));
        let mut hosts = hosts.filter(|(name, _)| name.eq_ignore_ascii_case("host"));
        if !hosts.all(|(_, host)| is_this_machine(host.trim())) {
            return Err(Refusal::Host);
        }
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Ok(Self { path: path.to_owned(), query: query.to_owned() })
    }

    /// The value of a parameter. A plus sign stays one, since addresses have them.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(key, _)| *key == name)?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    }
}

fn is_this_machine(host: &str) -> bool {
    let name =
        host.rsplit_once(':').map_or(host, |(name, port)| if port.ends_with(']') { host } else { name });
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::{Refusal, Request};

    #[test]
    fn path_and_parameters_are_read() {
        let request =
            Request::parse("GET /api/code?a=b&to=ada%2Bx+y%40x.test HTTP/1.1\r\nHost: localhost:8025\r\n")
                .unwrap();
        assert_eq!(request.path, "/api/code");
        assert_eq!(request.parameter("to").as_deref(), Some("ada+x+y@x.test"));
        assert_eq!(request.parameter("from"), None);
    }

    #[test]
    fn other_requests_are_refused() {
        for (head, refusal) in [
            ("", Refusal::Malformed),
            ("GET /", Refusal::Malformed),
            ("GET / SMTP/1.1", Refusal::Malformed),
            ("GET http://x/ HTTP/1.1", Refusal::Malformed),
            ("POST / HTTP/1.1", Refusal::Method),
            ("GET / HTTP/1.1\r\nhost: evil.example:8025", Refusal::Host),
            ("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example", Refusal::Host),
        ] {
            assert_eq!(Request::parse(head).unwrap_err(), refusal, "{head}");
        }
    }

    #[test]
    fn all_names_of_this_machine_are_taken() {
        for host in ["localhost", "localhost:1", "127.0.0.1:8025", "[::1]", "[::1]:8025"] {
            assert!(Request::parse(&format!("HEAD / HTTP/1.0\r\nHost: {host}\r\n")).is_ok(), "{host}");
        }
    }
}
