//! Bound sockets.

use std::net::{SocketAddr, TcpListener};

use inkan_config::{Configuration, ListenAddress};

use crate::start_error::StartError;

/// Which listeners are opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listeners {
    /// Both.
    All,
    /// The public API.
    Public,
    /// The admin API.
    Admin,
}

/// Bound sockets. They are there before the database is touched, so that a start that fails changes nothing.
pub struct Sockets {
    pub(crate) public: Vec<TcpListener>,
    pub(crate) admin: Vec<TcpListener>,
}

impl Sockets {
    /// Binds what is configured; port 0 takes a free one.
    ///
    /// # Errors
    /// When an address cannot be listened on.
    pub fn bind(configuration: &Configuration, listeners: Listeners) -> Result<Self, StartError> {
        let server = &configuration.server;
        let bind_if = |wanted: bool, address: &ListenAddress| -> Result<_, StartError> {
            if wanted { bind(address).map(|listener| vec![listener]) } else { Ok(Vec::new()) }
        };
        Ok(Self {
            public: bind_if(listeners != Listeners::Admin, &server.public.address)?,
            admin: bind_if(listeners != Listeners::Public, &server.admin.address)?,
        })
    }
}

/// An empty host means all interfaces, by IPv6 where the machine has it and by IPv4 otherwise.
fn bind(address: &ListenAddress) -> Result<TcpListener, StartError> {
    let port = address.port();
    let bound = match address.host() {
        "" => TcpListener::bind(("::", port)).or_else(|_no_ipv6| TcpListener::bind(("0.0.0.0", port))),
        host => TcpListener::bind((host, port)),
    };
    bound.map_err(|source| StartError::Bind { address: format!("{}:{port}", address.host()), source })
}

/// Where these listen.
pub(crate) fn address_of(listeners: &[TcpListener]) -> Option<SocketAddr> {
    listeners.first().and_then(|listener| listener.local_addr().ok())
}

/// The `Host` values under which the listener knows itself.
pub(crate) fn hosts(address: Option<SocketAddr>) -> Vec<String> {
    let Some(address) = address else { return Vec::new() };
    let port = address.port();
    vec![address.to_string(), format!("localhost:{port}"), format!("127.0.0.1:{port}")]
}
