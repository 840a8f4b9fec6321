//! Who may use the admin API (admin-api.md, "Access control").

use super::ListenAddress;
use crate::choice::choice;
use crate::key::{Key, Kind};
use crate::secret::Secret;
use crate::settings::Reader;

const SHORTEST_BYTES: usize = 16;

pub(crate) const KEYS: &[Key] = &[
    Key::ops(
        "admin.auth",
        Kind::Choice(AdminAuth::WORDS),
        "keys",
        "keys, or none to let everybody in who can reach the admin API.",
    )
    .file_only(),
    Key::ops(
        "admin.api_keys",
        Kind::Secrets,
        "",
        "Keys that may do everything, each at least 16 bytes, beside those in the database.",
    ),
    Key::ops(
        "admin.metrics_public",
        Kind::Bool,
        "",
        "Serves /metrics without a key; null for: only on a loopback address.",
    ),
    Key::ops(
        "admin.i_know_this_is_open",
        Kind::Bool,
        "false",
        "Confirms auth none on an address that others can reach.",
    ),
];

choice! {
    /// What the admin API demands.
    pub enum AdminAuth {
        /// A key with each request.
        #[default]
        Keys = "keys",
        /// Nothing.
        None = "none",
    }
}

/// Who may use the admin API.
#[derive(Debug, Clone)]
pub struct Admin {
    /// What requests must bring.
    pub auth: AdminAuth,
    /// Keys with every scope; there may be more in the database.
    pub api_keys: Vec<Secret>,
    /// Whether `/metrics` needs no key, the default already settled by the address.
    pub metrics_public: bool,
}

impl Admin {
    pub(crate) fn read(reader: &mut Reader<'_>, address: &ListenAddress) -> Self {
        let metrics_public: Option<bool> = reader.get("admin.metrics_public");
        let admin = Self {
            auth: reader
                .choice("admin.auth", |text| format!("admin.auth is {text:?}, expected keys or none")),
            api_keys: reader.get("admin.api_keys"),
            metrics_public: metrics_public.unwrap_or_else(|| address.is_loopback()),
        };
        for (index, key) in admin.api_keys.iter().enumerate() {
            let length = key.expose().len();
            reader.demand(length >= SHORTEST_BYTES, || {
                format!("admin.api_keys[{index}] has {length} bytes, expected at least {SHORTEST_BYTES}")
            });
        }
        if admin.auth == AdminAuth::None {
            check_open(reader, address);
        }
        admin
    }
}

fn check_open(reader: &mut Reader<'_>, address: &ListenAddress) {
    let is_confirmed: bool = reader.get("admin.i_know_this_is_open");
    reader.demand(address.is_loopback() || is_confirmed, || {
        format!(
            "admin.auth is none, but server.admin.address is {address}, which others can reach: use keys, or a \
             loopback address such as 127.0.0.1:8001, or set admin.i_know_this_is_open to true"
        )
    });
    reader
        .problems
        .note(format!("admin.auth is none: everybody who can reach {address} can become any user"));
}
