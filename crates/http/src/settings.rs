//! Settings of the listeners.

use std::collections::HashMap;
use std::time::Duration;

use ipnet::IpNet;

/// The attribute `SameSite` of a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameSite {
    /// Only requests from the same site.
    Strict,
    /// Also top-level navigation from other sites.
    Lax,
    /// All requests; browsers then want `Secure`.
    None,
}

/// How the session cookie is set (contract 3.5).
#[derive(Clone, Debug)]
pub struct CookieSettings {
    /// Name; not empty.
    pub name: String,
    /// `Domain`, if any.
    pub domain: Option<String>,
    /// Whether `HttpOnly` is set.
    pub http_only: bool,
    /// Whether `Secure` is set.
    pub secure: bool,
    /// `SameSite`; left out when `None`.
    pub same_site: Option<SameSite>,
}

/// Which other origins may call (contract 1.7).
#[derive(Clone, Debug, Default)]
pub struct CorsSettings {
    /// Origins, or patterns with `*` and `?`; none of them means nobody (contract B-29).
    pub allow_origins: Vec<String>,
    /// Whether the entry `*` allows every origin; without it that entry matches nothing.
    pub unsafe_wildcard_origin_allowed: bool,
}

/// Second factors, as `mfa_config` and the profile show them (contract 10.7).
#[derive(Clone, Copy, Debug, Default)]
pub struct MfaSettings {
    /// `mfa.enabled`.
    pub enabled: bool,
    /// `mfa.totp.enabled`.
    pub totp_enabled: bool,
    /// `mfa.security_keys.enabled`.
    pub security_keys_enabled: bool,
}

/// What `GET /.well-known/config` tells (contract 10.19).
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches, as configured")]
pub struct ConfigurationDocument {
    /// `password.enabled` as configured.
    pub password_enabled: bool,
    /// `password.min_length`.
    pub min_password_length: u32,
    /// `email.require_verification`.
    pub require_verification: bool,
    /// `email.limit`.
    pub most_emails: i64,
    /// Display names of the enabled providers, in the order of the contract.
    pub providers: Vec<String>,
    /// `account.allow_deletion`; also whether `DELETE /user` exists (contract 1.1).
    pub allow_deletion: bool,
    /// `account.allow_signup`.
    pub allow_signup: bool,
    /// Whether SAML is on with an enabled provider.
    pub use_enterprise: bool,
}

/// Settings of the public listener.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches, as configured")]
pub struct PublicSettings {
    /// Other origins that may call.
    pub cors: CorsSettings,
    /// Peers whose forwarding headers count (contract B-6).
    pub trusted_proxies: Vec<IpNet>,
    /// The session cookie.
    pub cookie: CookieSettings,
    /// Whether sessions are handed out in `X-Auth-Token` instead of a cookie.
    pub enable_auth_token_header: bool,
    /// What `GET /.well-known/config` tells.
    pub configuration_document: ConfigurationDocument,
    /// Whether the passcode operations exist (contract 1.1).
    pub passcode_operations_enabled: bool,
    /// Whether the password operations exist (contract 1.1).
    pub password_operations_enabled: bool,
    /// `passkey.enabled`: whether profiles show passkeys.
    pub passkey_enabled: bool,
    /// How long others may keep a status list, in seconds; `None` when there are no status lists.
    pub status_list_ttl_seconds: Option<u32>,
    /// Second factors.
    pub mfa: MfaSettings,
    /// Display names of providers by id, beyond those that are known anyway.
    pub provider_names: HashMap<String, String>,
    /// Longest request body in bytes (contract B-20).
    pub body_limit: usize,
    /// How long a request body may take.
    pub body_timeout: Duration,
    /// Whether requests for health and the status page are logged, too.
    pub log_health_and_metrics: bool,
    /// Values of `Host` that metrics show as they are; all others are `other`.
    pub metrics_hosts: Vec<String>,
}

impl PublicSettings {
    /// Longest request body that is read: 64 KiB.
    pub const BODY_LIMIT: usize = 64 * 1024;
    /// How long a request body may take: 15 seconds.
    pub const BODY_TIMEOUT: Duration = Duration::from_secs(15);
}

/// Settings of the admin listener.
#[derive(Clone, Debug, Default)]
pub struct AdminSettings {
    /// Peers whose forwarding headers count.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether requests for health, the status page and metrics are logged, too.
    pub log_health_and_metrics: bool,
    /// Values of `Host` that metrics show as they are; all others are `other`.
    pub metrics_hosts: Vec<String>,
    /// Whether `/metrics` needs no key (admin-api.md, "Access control").
    pub metrics_public: bool,
}

/// How connections are served.
#[derive(Clone, Debug)]
pub struct ServerSettings {
    /// Threads that serve connections, at least 1.
    pub workers: usize,
    /// How long a client may take for the head of a request; at least [`ServerSettings::SHORTEST_TIMEOUT`].
    pub head_timeout: Duration,
    /// How long an idle connection is kept.
    pub keep_alive: Duration,
    /// How long a client may go on sending a body that was refused, so that it can read the refusal; at least
    /// [`ServerSettings::SHORTEST_TIMEOUT`].
    pub linger: Duration,
    /// How long running requests may take after a graceful stop, in whole seconds.
    pub shutdown_grace: Duration,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            workers: std::thread::available_parallelism().map_or(1, usize::from),
            head_timeout: Duration::from_secs(10),
            keep_alive: Duration::from_secs(75),
            linger: Duration::from_secs(5),
            shutdown_grace: Duration::from_secs(20),
        }
    }
}

impl ServerSettings {
    /// The protocol layer tells the time in half seconds; a deadline within that may never be noticed.
    pub const SHORTEST_TIMEOUT: Duration = Duration::from_secs(1);
}
