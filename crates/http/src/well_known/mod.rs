//! What everybody may know.

pub(crate) mod config;
pub(crate) mod jwks;

pub(crate) use config::{ConfigurationBody, config};
pub(crate) use jwks::jwks;
