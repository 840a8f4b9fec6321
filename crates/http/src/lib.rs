//! The REST API over actix-web: routes, bodies, cookies, refusals.
//!
//! [`PublicApi`] and [`AdminApi`] hold what the two listeners need; [`serve_public`] and [`serve_admin`] run
//! them on sockets that are bound already. Every path stands in one table a listener, every refusal in one
//! table for all of them.

mod admin;
mod admission;
mod answer;
mod body;
mod context;
mod cookie;
mod credentials;
mod description;
mod email;
mod error;
mod form;
mod go_text;
mod json_reader;
mod json_syntax;
mod json_text;
mod jwk_set;
mod metrics;
mod middleware;
mod one_time_token;
mod passcode;
mod password;
mod public;
mod rate_limit;
mod readiness;
mod routing;
mod server;
mod session;
mod session_cookie;
mod settings;
mod signed_in;
mod status;
mod time_parsing;
mod times;
mod use_cases;
mod user;
mod validation;
mod well_known;

pub use admin::{AdminApi, admin_app};
pub use admission::Admission;
pub use jwk_set::{JwkSetSource, PublishedJwkSet};
pub use metrics::{Metrics, MetricsError};
pub use public::{PublicApi, public_app};
pub use readiness::Readiness;
pub use server::{Server, ServerHandle, serve_admin, serve_public};
pub use settings::{
    AdminSettings, ConfigurationDocument, CookieSettings, CorsSettings, MfaSettings, PublicSettings,
    SameSite, ServerSettings,
};
pub use use_cases::{AdminUseCases, UseCases};
