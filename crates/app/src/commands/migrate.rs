//! `inkan migrate up|down|status`.

use inkan_persistence::{Migrator, UpOptions};

use crate::cli::{Migrate, Source};
use crate::commands::{load, say};
use crate::settings::database_address;
use crate::start_error::StartError;

/// Builds or undoes the schema.
pub(super) fn run(direction: Migrate) -> Result<(), StartError> {
    match direction {
        Migrate::Up { accept_extra, no_indexes, source } => {
            let migrator = migrator(&source)?;
            say("migrate up")?;
            let report = migrator.up(UpOptions { accept_extra, no_indexes })?;
            for step in report.applied.iter().chain(&report.indexes) {
                say(&format!("> {step}"))?;
            }
            match report.applied.len() {
                0 => say("Migrations already up to date, nothing to apply"),
                count => say(&format!("Successfully applied {count} migrations.")),
            }
        }
        Migrate::Down { count, source } => {
            for migration in migrator(&source)?.down(count)? {
                say(&format!("< {migration}"))?;
            }
            Ok(())
        }
        Migrate::Status { source } => {
            let status = migrator(&source)?.status()?;
            match status.refusal() {
                None => say("the database is up to date"),
                Some(refusal) => Err(StartError::Database(refusal)),
            }
        }
    }
}

fn migrator(source: &Source) -> Result<Migrator, StartError> {
    Ok(Migrator::new(database_address(&load(source)?.configuration)))
}
