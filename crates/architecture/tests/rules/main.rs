//! The rules that keep the workspace in shape. ARCHITECTURE.md tells the reasons.
#![expect(clippy::expect_used, clippy::panic, reason = "tests")]

mod deployment;
mod direction;
mod dockerfile;
mod frameworks;
mod licence;
mod licences;
mod manifests;
mod page;
mod workspace;
