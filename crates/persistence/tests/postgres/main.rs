//! The adapter on a real `PostgreSQL`: one server for all tests, a database for each.

mod cleanup;
mod connections;
mod migrations;
mod plan;
mod rate_limiter_contract;
mod refused_databases;
mod rows_of_the_ports;
mod rows_of_the_reference;
mod schema;
mod session_statuses;
mod storage_contract;
mod support;
