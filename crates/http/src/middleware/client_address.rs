//! The address of the client behind proxies (contract B-6).

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actix_web::http::header::HeaderMap;
use ipnet::IpNet;

/// Peers whose forwarding headers count.
#[derive(Clone, Debug)]
pub(crate) struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    pub(crate) fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// Whether this address is a trusted proxy's.
    pub(crate) fn contain(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The address of the client: from the peer through `X-Forwarded-For`, from the right, as long as
    /// trusted proxies vouch for the next entry. `X-Real-Ip` only counts without `X-Forwarded-For`.
    pub(crate) fn client_address(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> IpAddr {
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
        if !self.contain(peer) {
            return peer;
        }
        let mut values = headers.get_all("x-forwarded-for").filter(|value| !value.is_empty()).peekable();
        if values.peek().is_none() {
            let real_ip = headers.get("x-real-ip").and_then(|value| value.to_str().ok()).and_then(parse);
            return real_ip.unwrap_or(peer);
        }
        let values: Vec<_> = values.map(|value| value.to_str().unwrap_or_default()).collect();
        let mut known = peer;
        for entry in values.iter().rev().flat_map(|value| value.rsplit(',')) {
            let Some(address) = parse(entry) else { break };
            known = address;
            if !self.contain(address) {
                break;
            }
        }
        known
    }

    /// Whether a trusted proxy says that the client came by https.
    pub(crate) fn say_https(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> bool {
        let Some(scheme) = headers.get("x-forwarded-proto").and_then(|value| value.to_str().ok()) else {
            return false;
        };
        let is_https =
            scheme.rsplit(',').next().is_some_and(|last| last.trim().eq_ignore_ascii_case("https"));
        is_https && peer.is_some_and(|peer| self.contain(peer.ip().to_canonical()))
    }
}

/// An IP address, perhaps with a port or in brackets.
fn parse(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let address = entry.parse().ok().or_else(|| entry.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    let bracketed = || entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    address.or_else(bracketed).map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, any, prop, proptest};
    use std::net::SocketAddr;

    use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

    use super::TrustedProxies;

    const PROXY: &str = "10.0.0.1:4000";

    fn proxies() -> TrustedProxies {
        let networks =
            ["127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];
        TrustedProxies::new(networks.iter().map(|network| network.parse().unwrap()).collect())
    }

    fn headers(list: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = list.iter().map(|(name, value)| {
            (HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap())
        });
        pairs.collect()
    }

    fn client(peer: &str, list: &[(&'static str, &'static str)]) -> String {
        let peer: SocketAddr = peer.parse().unwrap();
        proxies().client_address(Some(peer), &headers(list)).to_string()
    }

    fn forwarded(value: &'static str) -> String {
        client(PROXY, &[("x-forwarded-for", value)])
    }

    #[test]
    fn a_stranger_cannot_choose_its_address() {
        let list = [("x-forwarded-for", "192.0.2.1"), ("x-real-ip", "192.0.2.2")];
        assert_eq!(client("203.0.113.9:1", &list), "203.0.113.9");
    }

    #[test]
    fn a_trusted_peer_without_headers_is_the_client() {
        assert_eq!(client(PROXY, &[]), "10.0.0.1");
        assert_eq!(client(PROXY, &[("x-forwarded-for", "")]), "10.0.0.1");
    }

    #[test]
    fn a_single_forwarded_address_counts_even_when_it_is_private() {
        assert_eq!(client("127.0.0.1:1", &[("x-forwarded-for", "192.0.2.1")]), "192.0.2.1");
        assert_eq!(forwarded("10.9.9.9"), "10.9.9.9");
    }

    #[test]
    fn the_first_untrusted_entry_from_the_right_is_the_client() {
        assert_eq!(forwarded("6.6.6.6, 192.0.2.1, 10.0.0.2"), "192.0.2.1");
        assert_eq!(forwarded("6.6.6.6,192.0.2.1"), "192.0.2.1");
        assert_eq!(forwarded("10.0.0.9, 10.0.0.8"), "10.0.0.9");
    }

    #[test]
    fn several_headers_are_one_list() {
        let list = [("x-forwarded-for", "6.6.6.6, 192.0.2.1"), ("x-forwarded-for", "10.0.0.2")];
        assert_eq!(client(PROXY, &list), "192.0.2.1");
    }

    #[test]
    fn what_is_no_address_ends_the_search() {
        assert_eq!(forwarded("192.0.2.1, nonsense, 10.0.0.2"), "10.0.0.2");
        assert_eq!(forwarded("192.0.2.1, nonsense"), "10.0.0.1");
        assert_eq!(forwarded("192.0.2.1,"), "10.0.0.1");
        assert_eq!(forwarded("é"), "10.0.0.1");
    }

    #[test]
    fn ports_and_brackets_are_cut_off() {
        assert_eq!(forwarded("192.0.2.1:8080"), "192.0.2.1");
        assert_eq!(forwarded("[2001:db8::1]"), "2001:db8::1");
        assert_eq!(forwarded("[2001:db8::1]:8080"), "2001:db8::1");
        assert_eq!(forwarded("2001:db8::1"), "2001:db8::1");
    }

    #[test]
    fn a_mapped_address_is_the_plain_one() {
        assert_eq!(client("[::ffff:10.0.0.1]:1", &[("x-forwarded-for", "::ffff:192.0.2.1")]), "192.0.2.1");
    }

    #[test]
    fn real_ip_counts_only_alone() {
        assert_eq!(client(PROXY, &[("x-real-ip", "192.0.2.2")]), "192.0.2.2");
        assert_eq!(client(PROXY, &[("x-real-ip", "[2001:db8::2]")]), "2001:db8::2");
        assert_eq!(client(PROXY, &[("x-real-ip", "nonsense")]), "10.0.0.1");
        let both = [("x-forwarded-for", "192.0.2.1"), ("x-real-ip", "192.0.2.2")];
        assert_eq!(client(PROXY, &both), "192.0.2.1");
    }

    #[test]
    fn https_is_believed_of_trusted_proxies() {
        let said = |peer: &str, value| {
            let peer: SocketAddr = peer.parse().unwrap();
            proxies().say_https(Some(peer), &headers(&[("x-forwarded-proto", value)]))
        };
        assert!(said(PROXY, "https"));
        assert!(said(PROXY, "http, HTTPS"));
        assert!(!said(PROXY, "http"));
        assert!(!said("203.0.113.9:1", "https"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_stranger_stays_itself_whatever_it_sends(
            address in any::<std::net::IpAddr>(),
            value in prop::collection::vec(any::<u8>(), 0..64),
        ) {
            let peer = SocketAddr::new(address, 1);
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                headers.insert(HeaderName::from_static("x-forwarded-for"), value.clone());
                headers.insert(HeaderName::from_static("x-real-ip"), value.clone());
                headers.insert(HeaderName::from_static("x-forwarded-proto"), value);
            }
            let found = proxies().client_address(Some(peer), &headers);
            if !proxies().contain(address.to_canonical()) {
                assert_eq!(found, address.to_canonical());
                assert!(!proxies().say_https(Some(peer), &headers));
            }
        }

        #[test]
        fn no_list_makes_the_search_panic(list in r"([0-9a-f:.\[\], ]|127\.0\.0\.1){0,64}") {
            let mut headers = HeaderMap::new();
            headers.insert(HeaderName::from_static("x-forwarded-for"), HeaderValue::from_str(&list).unwrap());
            let peer: SocketAddr = PROXY.parse().unwrap();
            let found = proxies().client_address(Some(peer), &headers);
            let is_listed = list.split(',').any(|entry| super::parse(entry) == Some(found));
            assert!(found == peer.ip() || is_listed);
        }

        #[test]
        fn what_an_untrusted_proxy_adds_on_the_left_does_not_count(made_up in any::<std::net::IpAddr>()) {
            let value = format!("{made_up}, 203.0.113.7, 10.0.0.2");
            let mut headers = HeaderMap::new();
            headers.insert(HeaderName::from_static("x-forwarded-for"), HeaderValue::from_str(&value).unwrap());
            let peer: SocketAddr = PROXY.parse().unwrap();
            assert_eq!(proxies().client_address(Some(peer), &headers).to_string(), "203.0.113.7");
        }
    }
}
