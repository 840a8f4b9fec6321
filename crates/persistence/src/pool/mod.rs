//! Connections and how they are kept.

mod address;
mod connecting;
mod settings;

pub use address::DatabaseAddress;
pub use settings::PoolSettings;

pub(crate) use connecting::{Connecting, Link, LogConnectionErrors};
