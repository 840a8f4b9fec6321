//! One-time tokens: what a third-party login leaves for the client to exchange.

mod exchange;
mod repository;
#[cfg(test)]
mod tests;

pub use exchange::{ExchangeToken, ExchangeTokenError, ExchangedToken};
pub use repository::{OneTimeToken, OneTimeTokens};
