//! Operations on one-time tokens.

pub(crate) mod exchange;

pub(crate) use exchange::exchange;
