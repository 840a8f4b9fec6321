//! What the database must be before anything is served.

use std::sync::Arc;

use inkan_config::Configuration;
use inkan_domain::Storage;
use inkan_domain::outbox::Mailer;
use inkan_persistence::{Migrator, PgStorage, UpOptions, Verdict};
use inkan_token::{KeyRing, KeyRingError};

use crate::process_exit::keep_openssl;
use crate::settings;
use crate::start_error::StartError;
use crate::wiring::{Adapters, Connected};

/// Builds the schema as far as this server needs, as `inkan migrate up` does; one that is there is left alone.
///
/// # Errors
/// When the database cannot be asked or holds something else.
pub fn migrate(configuration: &Configuration) -> Result<(), StartError> {
    keep_openssl();
    let applied = Migrator::new(settings::database_address(configuration)).up(UpOptions::default())?.applied;
    if !applied.is_empty() {
        tracing::info!(migrations = applied.len(), "the schema is built");
    }
    Ok(())
}

/// One attempt to build everything on a database that is as it must be. Blocks.
pub(crate) fn prepare(
    configuration: &Configuration,
    connected: Connected,
    mailer: Option<Arc<dyn Mailer>>,
) -> Result<Adapters, StartError> {
    let keys = check_and_load(configuration, &connected)?;
    check_second_factors(configuration, &connected.database)?;
    Adapters::new(configuration, connected, keys, mailer)
}

/// Checks the database, and meanwhile reads the keys: what was read counts only when the check passes.
fn check_and_load(
    configuration: &Configuration,
    connected: &Connected,
) -> Result<Result<KeyRing, KeyRingError>, StartError> {
    std::thread::scope(|scope| {
        let loading = scope.spawn(|| connected.load_keys());
        check(configuration)?;
        loading.join().map_err(|_panic| StartError::Database("the signing keys cannot be read".to_owned()))
    })
}

/// Refuses a database that is empty, foreign, or not migrated as far as this server needs. Of one that is only
/// to be taken over, it is said first when the secrets do not fit.
pub(crate) fn check(configuration: &Configuration) -> Result<(), StartError> {
    let status = Migrator::new(settings::database_address(configuration)).status()?;
    if status.verdict == Verdict::Reference {
        match Connected::new(configuration)?.check_keys_of_reference() {
            Ok(()) | Err(KeyRingError::Empty) => {}
            Err(error) => return Err(error.into()),
        }
    }
    status.refusal().map_or(Ok(()), |refusal| Err(StartError::Database(refusal)))
}

/// Refuses to pass by second factors without an explicit choice.
fn check_second_factors(configuration: &Configuration, database: &PgStorage) -> Result<(), StartError> {
    if configuration.mfa.is_explicit() || !database.direct()?.users().any_second_factor()? {
        return Ok(());
    }
    Err(StartError::SecondFactors)
}
