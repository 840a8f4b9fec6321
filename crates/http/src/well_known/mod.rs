//! What everybody may know.

mod config;
mod jwks;

pub(crate) use config::{ConfigurationBody, config};
pub(crate) use jwks::jwks;
