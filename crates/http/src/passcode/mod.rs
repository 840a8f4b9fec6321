//! Logging in with a code.

pub(crate) mod finalize_login;
pub(crate) mod initialize_login;

pub(crate) use finalize_login::finalize_login;
pub(crate) use initialize_login::initialize_login;

use inkan_domain::{PasscodeId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::times::Rfc3339;

/// A passcode as both operations show it (contract 10.2).
#[derive(Serialize, ToSchema)]
struct PasscodeBody {
    id: String,
    /// Lifetime in seconds.
    ttl: i32,
    created_at: Rfc3339,
}

impl PasscodeBody {
    fn new(id: PasscodeId, lifetime_seconds: i32, created_at: Timestamp) -> Self {
        Self { id: id.to_string(), ttl: lifetime_seconds, created_at: Rfc3339(created_at) }
    }
}
