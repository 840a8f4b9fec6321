//! Operations on one-time tokens.

mod exchange;

pub(crate) use exchange::exchange;
