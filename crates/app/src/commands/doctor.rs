//! `inkan doctor`.

use inkan_config::Configuration;
use inkan_domain::Storage;
use inkan_persistence::{Migrator, Plan, UpOptions, Verdict};
use inkan_token::KeyRingError;

use crate::cli::Source;
use crate::commands::{load, say};
use crate::settings::database_address;
use crate::start_error::StartError;
use crate::wiring::Connected;

/// Prints what was found, what `migrate up` would change, and whether the server may start. Changes nothing.
pub(super) fn run(source: &Source) -> Result<(), StartError> {
    let loaded = load(source)?;
    let configuration = &loaded.configuration;
    say(&format!("configuration: good, {} warnings", loaded.warnings.len()))?;
    for warning in &loaded.warnings {
        say(&format!("  warning: {warning}"))?;
    }
    let connected = Connected::new(configuration)?;
    let migrator = Migrator::new(database_address(configuration));
    let plan = migrator.plan(UpOptions::default(), connected.clock.now())?;
    say(&format!("database: {}", plan.verdict))?;
    for migration in &plan.migrations {
        say(&format!("  migrate up would run {migration}"))?;
    }
    for index in &plan.indexes {
        say(&format!("  migrate up would make the index {index}"))?;
    }
    if plan.future_users + plan.future_emails > 0 {
        say(&format!(
            "  {} accounts and {} addresses were made in the future: the clock or the time zone was wrong then",
            plan.future_users, plan.future_emails,
        ))?;
    }
    conclude(configuration, &connected, &plan)
}

/// The last line: may the server start, now or after `migrate up`?
fn conclude(configuration: &Configuration, connected: &Connected, plan: &Plan) -> Result<(), StartError> {
    match &plan.verdict {
        Verdict::Empty => return say("verdict: run \"inkan migrate up\", then the server can start"),
        Verdict::Ours | Verdict::Reference => {}
        refused => return Err(StartError::Database(format!("verdict: refused: {refused}"))),
    }
    let keys = if plan.migrations.is_empty() {
        connected.load_keys().map(|_ring| ())
    } else {
        connected.check_keys_of_reference()
    };
    match keys {
        Ok(()) | Err(KeyRingError::Empty) => say("signing keys: secrets.keys open all of them")?,
        Err(error) => return Err(error.into()),
    }
    if !configuration.mfa.is_explicit() && connected.database.direct()?.users().any_second_factor()? {
        return Err(StartError::SecondFactors);
    }
    if plan.migrations.is_empty() {
        say("verdict: the server can start")
    } else {
        say("verdict: run \"inkan migrate up\", then the server can start")
    }
}
