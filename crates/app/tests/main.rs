//! Journeys through the whole server over a real `PostgreSQL`, with captured mail.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod support;

mod account_limit;
mod admin;
mod cleanup;
mod commands;
mod crash;
mod crowd;
mod database_restart;
mod doctor;
mod emails;
mod going_back;
mod jwk_set;
mod keys;
mod listeners;
mod login;
mod logs;
mod mail_outage;
mod migrate;
mod passwords;
mod races;
mod readiness;
mod replicas;
mod shutdown;
mod start_refusals;
mod start_without_database;
mod status_lists;
mod tokens;
mod webhooks;
