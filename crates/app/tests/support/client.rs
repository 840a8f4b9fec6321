//! The other side of the API.

use std::net::SocketAddr;

use serde_json::Value;

use super::Answer;
use super::call::Call;

/// Knows a listener; every request has a connection of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Client {
    pub(crate) address: SocketAddr,
}

impl Client {
    pub(crate) const fn new(address: SocketAddr) -> Self {
        Self { address }
    }

    /// A request that is sent by [`Call::send`].
    pub(crate) fn call(self, method: &str, path: &str) -> Call {
        Call::new(self.address, method, path)
    }

    #[track_caller]
    pub(crate) fn get(self, path: &str) -> Answer {
        self.call("GET", path).send()
    }

    #[track_caller]
    pub(crate) fn get_as(self, token: &str, path: &str) -> Answer {
        self.call("GET", path).bearer(token).send()
    }

    #[track_caller]
    pub(crate) fn post(self, path: &str, body: &Value) -> Answer {
        self.call("POST", path).json(body).send()
    }

    #[track_caller]
    pub(crate) fn post_as(self, token: &str, path: &str, body: &Value) -> Answer {
        self.call("POST", path).bearer(token).json(body).send()
    }

    #[track_caller]
    pub(crate) fn delete_as(self, token: &str, path: &str) -> Answer {
        self.call("DELETE", path).bearer(token).send()
    }
}
