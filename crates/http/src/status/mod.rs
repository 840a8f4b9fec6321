//! How the server does, for machines and for people; on both listeners.

pub(crate) mod health;
mod metrics;
pub(crate) mod page;

pub(crate) use health::{alive, ready};
pub(crate) use metrics::metrics;
pub(crate) use page::page;
