//! Listeners, CORS, trusted proxies, shutdown.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;

use crate::key::{Key, Kind};
use crate::settings::Reader;

const FAULT: &str = "failed to validate config: failed to validate server settings";
const PRIVATE_NETWORKS: &str = "127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7";

pub(crate) const KEYS: &[Key] = &[
    Key::ops(
        "server.public.address",
        Kind::Text,
        ":8000",
        "Where the public API listens, host:port; without a host on all interfaces.",
    ),
    Key::rest(
        "server.public.cors.allow_origins",
        Kind::Texts,
        "http://localhost:8888",
        "Origins that browsers may call from, with * and ? as wildcards; an empty list allows none.",
    ),
    Key::rest(
        "server.public.cors.unsafe_wildcard_origin_allowed",
        Kind::Bool,
        "false",
        "Permits the origin *, that is, every site.",
    ),
    Key::ops(
        "server.public.trusted_proxies",
        Kind::Networks,
        PRIVATE_NETWORKS,
        "Peers of the public API whose forwarding headers count.",
    ),
    Key::ops("server.admin.address", Kind::Text, "127.0.0.1:8001", "Where the admin API listens, host:port."),
    Key::ops(
        "server.admin.cors.allow_origins",
        Kind::Texts,
        "",
        "Only checked: the admin API sends no CORS headers.",
    ),
    Key::ops(
        "server.admin.cors.unsafe_wildcard_origin_allowed",
        Kind::Bool,
        "false",
        "Only checked, as the list of origins.",
    ),
    Key::ops(
        "server.admin.trusted_proxies",
        Kind::Networks,
        PRIVATE_NETWORKS,
        "Peers of the admin API whose forwarding headers count.",
    ),
    Key::ops(
        "server.shutdown_grace",
        Kind::DurationOrZero,
        "20s",
        "How long running requests and the outbox may take, in all, after SIGTERM.",
    ),
    Key::ops(
        "server.shutdown.delay",
        Kind::DurationOrZero,
        "0s",
        "How long readiness is already false before the listeners close.",
    ),
];

/// Both listeners and how they end.
#[derive(Debug, Clone)]
pub struct Server {
    /// The API for everybody.
    pub public: Listener,
    /// The API for operators.
    pub admin: Listener,
    /// Time for running requests and the outbox after SIGTERM, the delay included.
    pub shutdown_grace: Duration,
    /// Time between readiness turning false and the listeners closing.
    pub shutdown_delay: Duration,
}

/// One listener.
#[derive(Debug, Clone)]
pub struct Listener {
    /// Where it listens.
    pub address: ListenAddress,
    /// Which origins browsers may call from.
    pub cors: Cors,
    /// Peers whose forwarding headers count (rest-core.md, B-6).
    pub trusted_proxies: Vec<IpNet>,
}

/// Cross-origin calls.
#[derive(Debug, Clone)]
pub struct Cors {
    /// Patterns with `*` and `?`; none allows nobody.
    pub allow_origins: Vec<String>,
    /// Whether a bare `*` is meant.
    pub unsafe_wildcard_origin_allowed: bool,
}

/// `host:port`, where an empty host means every interface.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListenAddress {
    host: String,
    port: u16,
}

impl ListenAddress {
    fn parse(text: &str) -> Option<Self> {
        let (host, port) = text.rsplit_once(':')?;
        let port = port.parse().ok()?;
        let inner = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        if inner.is_none() && host.contains(':') {
            return None;
        }
        Some(Self { host: inner.unwrap_or(host).to_owned(), port })
    }

    /// Name or address without brackets; empty for every interface.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port; 0 lets the system choose.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Whether only this machine can reach it.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let address: Option<IpAddr> = self.host.parse().ok();
        self.host.eq_ignore_ascii_case("localhost") || address.is_some_and(|address| address.is_loopback())
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(formatter, "[{}]:{}", self.host, self.port)
        } else {
            write!(formatter, "{}:{}", self.host, self.port)
        }
    }
}

impl Server {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            public: Listener::read(reader, "public"),
            admin: Listener::read(reader, "admin"),
            shutdown_grace: reader.get("server.shutdown_grace"),
            shutdown_delay: reader.get("server.shutdown.delay"),
        }
    }
}

impl Listener {
    fn read(reader: &mut Reader<'_>, name: &str) -> Self {
        Self {
            address: ListenAddress::read(reader, name),
            cors: Cors::read(reader, name),
            trusted_proxies: reader.get(&format!("server.{name}.trusted_proxies")),
        }
    }
}

impl ListenAddress {
    fn read(reader: &mut Reader<'_>, name: &str) -> Self {
        let path = format!("server.{name}.address");
        let text: String = reader.get(&path);
        let fault = format!("{FAULT}: error validating {name} server settings");
        if text.trim().is_empty() {
            reader.problems.refuse(format!(
                "{fault}: field Address must not be empty: {path} is empty, expected host:port"
            ));
            return Self::default();
        }
        let address = Self::parse(&text);
        reader.demand(address.is_some(), || {
            format!("{fault}: {path} is {text:?}, expected host:port with a port from 0 to 65535")
        });
        address.unwrap_or_default()
    }
}

impl Cors {
    fn read(reader: &mut Reader<'_>, name: &str) -> Self {
        let cors = Self {
            allow_origins: reader.get(&format!("server.{name}.cors.allow_origins")),
            unsafe_wildcard_origin_allowed: reader
                .get(&format!("server.{name}.cors.unsafe_wildcard_origin_allowed")),
        };
        let is_wild = cors.allow_origins.iter().any(|origin| origin == "*");
        reader.demand(!is_wild || cors.unsafe_wildcard_origin_allowed, || {
            format!(
                "{FAULT}: error validating {name} server settings: found wildcard '*' origin in \
                 server.public.cors.allow_origins, if this is intentional set \
                 server.public.cors.unsafe_wildcard_origin_allowed to true (here: server.{name}.cors)"
            )
        });
        cors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_machine_are_loopback() {
        for text in ["127.0.0.1:8001", "127.8.0.1:1", "[::1]:8001", "localhost:0"] {
            assert!(ListenAddress::parse(text).is_some_and(|address| address.is_loopback()), "{text}");
        }
        for text in [":8001", "0.0.0.0:8001", "[::]:8001", "10.0.0.1:80", "admin.internal:80"] {
            assert!(ListenAddress::parse(text).is_some_and(|address| !address.is_loopback()), "{text}");
        }
    }

    #[test]
    fn an_address_prints_as_it_was_written() {
        for text in [":8000", "127.0.0.1:8001", "[::1]:8001"] {
            assert_eq!(ListenAddress::parse(text).map(|address| address.to_string()).as_deref(), Some(text));
        }
    }

    #[test]
    fn an_address_needs_a_port() {
        for text in ["8000", "localhost", "localhost:", "localhost:http", "::1", "a:70000"] {
            assert_eq!(ListenAddress::parse(text), None, "{text}");
        }
    }
}
