//! The ports of stored things, over the rows of the fake database.

mod api_keys;
mod audit_records;
mod emails;
mod one_time_tokens;
mod outbox;
mod passcodes;
mod passwords;
mod session_statuses;
mod sessions;
mod signing_keys;
mod users;
mod webhook_subscriptions;
