//! The sections of the configuration, each with its rows of the table of keys.

mod account;
mod acquire;
mod admin;
mod audit_log;
mod cleanup;
mod database;
pub(crate) mod deprecated;
mod email;
mod email_delivery;
mod flow_locker;
mod log;
mod mfa;
mod passkey;
mod password;
mod privacy;
mod rate_limiter;
mod redirects;
mod saml;
mod secrets;
mod security_notifications;
mod server;
mod service;
mod session;
mod status_list;
mod third_party;
mod username;
mod webauthn;
mod webhooks;

pub use account::Account;
pub use acquire::Acquire;
pub use admin::{Admin, AdminAuth};
pub use audit_log::{AuditLog, ConsoleStream};
pub use cleanup::Cleanup;
pub use database::{Database, Pool};
pub use email::{Email, PasscodeCharset};
pub use email_delivery::{DeliveryMode, EmailDelivery, Smtp, SmtpTls};
pub use flow_locker::FlowLocker;
pub use log::Log;
pub use mfa::{DeviceTrust, DeviceTrustPolicy, Mfa, SecurityKeys};
pub use passkey::{Passkey, UserVerification};
pub use password::Password;
pub use privacy::Privacy;
pub use rate_limiter::{AccountLimit, Limit, RateLimiter, RateLimiterStore};
pub(crate) use saml::IDENTITY_ATTRIBUTES;
pub use saml::{IdentityProvider, Saml, SamlOptions};
pub use secrets::{KeyAlgorithm, Secrets};
pub use security_notifications::SecurityNotifications;
pub use server::{Cors, ListenAddress, Listener, Server};
pub use service::Service;
pub use session::{Retention, SameSite, Session, SessionCookie};
pub use status_list::StatusLists;
pub use third_party::{CustomProvider, Provider, ThirdParty};
pub use username::Username;
pub use webauthn::Webauthn;
pub use webhooks::{Hook, Webhooks};

use crate::key::{Key, Kind};

/// The switch that stands in no section.
const DEBUG_KEYS: &[Key] =
    &[Key::flow("debug", Kind::Bool, "false", "Adds the state of the flow to answers.")];

/// In the order of the example file.
const TABLES: [&[Key]; 27] = [
    server::KEYS,
    database::KEYS,
    secrets::KEYS,
    service::KEYS,
    session::KEYS,
    status_list::KEYS,
    account::KEYS,
    email::KEYS,
    email_delivery::KEYS,
    password::KEYS,
    passkey::KEYS,
    webauthn::KEYS,
    mfa::KEYS,
    rate_limiter::KEYS,
    third_party::KEYS,
    saml::KEYS,
    webhooks::KEYS,
    audit_log::KEYS,
    cleanup::KEYS,
    log::KEYS,
    admin::KEYS,
    username::KEYS,
    privacy::KEYS,
    security_notifications::KEYS,
    flow_locker::KEYS,
    DEBUG_KEYS,
    deprecated::KEYS,
];

/// Every key that is understood.
pub fn all_keys() -> impl Iterator<Item = &'static Key> {
    let lists = TABLES.into_iter().chain(rate_limiter::LIMIT_KEYS).chain(third_party::PROVIDER_KEYS);
    lists.flatten()
}
