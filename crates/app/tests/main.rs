//! Journeys through the whole server over a real `PostgreSQL`, with captured mail.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod support;

mod commands;
mod crash;
mod jwk_set;
mod listeners;
mod login;
mod logs;
mod mail_outage;
mod migrate;
mod races;
mod readiness;
mod replicas;
mod shutdown;
mod start_refusals;
