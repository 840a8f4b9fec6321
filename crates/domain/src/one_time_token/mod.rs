//! One-time tokens: what a third-party login leaves for the client to exchange.

mod exchange;
mod repository;

pub use exchange::{ExchangeToken, ExchangeTokenError, ExchangedToken};
pub use repository::{OneTimeToken, OneTimeTokens};
