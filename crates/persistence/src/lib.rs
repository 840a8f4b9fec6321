//! `PostgreSQL` adapter of the domain's ports, on `diesel` and `r2d2`.

mod audit_records;
mod emails;
mod fault;
mod migrate;
mod outbox;
mod passcodes;
mod payload;
mod pool;
mod profile;
mod rate_limiter;
mod repositories;
mod schema;
mod sessions;
mod signing_keys;
mod statement;
mod storage;
mod users;

pub use migrate::{MigrateError, Migrator, Status, UpOptions, UpReport, Verdict};
pub use pool::{DatabaseAddress, PoolSettings};
pub use rate_limiter::PgRateLimiter;
pub use storage::{PgStorage, PoolState};
