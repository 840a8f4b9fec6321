//! Limits on how often something may be asked for.

mod limiter;
mod limits;

pub use limiter::{Allowance, RateLimit, RateLimiter};
pub use limits::{Limited, RateLimits};
