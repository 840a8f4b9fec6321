//! What went wrong in an adapter.

use std::error::Error;

type Source = Box<dyn Error + Send + Sync>;

/// An adapter could not do its work. Never a refusal: nothing that a client did wrong.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Too busy or out of reach for now: no free connection in time, connection lost. Worth trying again.
    #[error("unavailable: {0}")]
    Unavailable(#[source] Source),
    /// Anything else.
    #[error("{0}")]
    Internal(#[source] Source),
}

impl Fault {
    /// Wraps a cause that may pass by itself.
    pub fn unavailable(source: impl Into<Source>) -> Self {
        Self::Unavailable(source.into())
    }

    /// Wraps a cause that somebody has to look at.
    pub fn internal(source: impl Into<Source>) -> Self {
        Self::Internal(source.into())
    }
}
