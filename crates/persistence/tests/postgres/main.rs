//! The adapter on a real `PostgreSQL`: one server for all tests, a database for each.

mod connections;
mod migrations;
mod rate_limiter_contract;
mod rows_of_the_reference;
mod schema;
mod storage_contract;
mod support;
