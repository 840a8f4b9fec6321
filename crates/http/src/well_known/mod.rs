//! What everybody may know.

pub(crate) mod config;
pub(crate) mod jwks;
pub(crate) mod status_list;
mod versioned;

pub(crate) use config::{ConfigurationBody, config};
pub(crate) use jwks::jwks;
pub(crate) use status_list::status_list;
