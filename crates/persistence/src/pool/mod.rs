//! Connections and how they are kept.

mod address;
mod connecting;
mod outage;
mod settings;

pub use address::DatabaseAddress;
pub use settings::PoolSettings;

pub(crate) use connecting::{Connecting, Link};
pub(crate) use outage::Outage;
