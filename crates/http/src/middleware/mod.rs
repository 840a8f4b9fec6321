//! What happens around every request, whatever it is for.

mod access_log;
mod client_address;
mod cors;
mod edge;
mod request_id;
mod security_headers;

pub(crate) use client_address::TrustedProxies;
pub(crate) use cors::{AllowedOrigins, Cors};
pub(crate) use edge::{Edge, guard};
