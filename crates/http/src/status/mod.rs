//! How the server does, for machines and for people; on both listeners.

mod health;
mod metrics;
mod page;

pub(crate) use health::{alive, ready};
pub(crate) use metrics::metrics;
pub(crate) use page::page;
