//! `PostgreSQL` adapter of the domain's ports, on `diesel` and `r2d2`.

mod api_keys;
mod audit_list;
mod audit_records;
mod cleanup;
mod emails;
mod fault;
mod login_facts;
mod migrate;
mod one_time_tokens;
mod outbox;
mod passcodes;
mod passwords;
mod payload;
mod pool;
mod profile;
mod rate_limiter;
mod repositories;
mod schema;
mod session_statuses;
mod sessions;
mod signing_keys;
mod statement;
mod status_shuffle;
mod storage;
mod users;
mod webhook_subscriptions;

pub use cleanup::PgCleanup;
pub use migrate::{MigrateError, Migrator, Plan, Status, UpOptions, UpReport, Verdict};
pub use pool::{DatabaseAddress, PoolSettings};
pub use rate_limiter::PgRateLimiter;
pub use storage::{PgStorage, PoolState};
