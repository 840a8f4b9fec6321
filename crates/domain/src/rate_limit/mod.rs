//! Limits on how often something may be asked for.

mod guess_limit;
mod limiter;
mod limits;

pub use guess_limit::GuessLimit;
pub use limiter::{Allowance, RateLimit, RateLimiter};
pub use limits::{Limited, RateLimits};
