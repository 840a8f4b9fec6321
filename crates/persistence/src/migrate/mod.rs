//! The schema: what is found, what is missing, and the way up and down.
//!
//! The public schema is that of the reference (database contract); what is ours lives in the schema `inkan`,
//! the bookkeeping of migrations too. Indexes that the reference lacks carry the prefix `inkan_`.

mod bookkeeping;
mod error;
mod indexes;
mod plan;
mod session;
mod shape;
mod verdict;

use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use inkan_domain::{Fault, Timestamp};

pub use error::MigrateError;
pub use plan::Plan;
pub use verdict::Verdict;

use crate::DatabaseAddress;
use session::Session;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// What [`Migrator::up`] may do beyond the ordinary.
#[derive(Clone, Copy, Debug, Default)]
pub struct UpOptions {
    /// Takes over a reference database that has additional tables, indexes or nullable columns.
    pub accept_extra: bool,
    /// Makes none of the indexes that the reference lacks.
    pub no_indexes: bool,
}

/// What [`Migrator::up`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpReport {
    /// What was found before anything was done.
    pub found: Verdict,
    /// Migrations that were run, in order.
    pub applied: Vec<String>,
    /// Indexes that were made.
    pub indexes: Vec<String>,
}

/// The state of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// What it is.
    pub verdict: Verdict,
    /// Migrations that it lacks, in order; indexes are not counted.
    pub pending: Vec<String>,
}

impl Status {
    /// Why the server must not start on this database; `None` when it may.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        match &self.verdict {
            Verdict::Ours if self.pending.is_empty() => None,
            Verdict::Ours => Some(format!(
                "database lacks the migrations {}: run \"inkan migrate up\"",
                self.pending.join(", ")
            )),
            refused => Some(refused.to_string()),
        }
    }
}

/// Changes and inspects the schema of one database. Every call opens a connection of its own and holds an
/// advisory lock, so that several processes at once take turns.
#[derive(Clone, Debug)]
pub struct Migrator {
    address: DatabaseAddress,
}

impl Migrator {
    /// For the database at this address.
    #[must_use]
    pub fn new(address: DatabaseAddress) -> Self {
        Self { address }
    }

    /// Builds or completes the schema; on a database of the reference, only what is ours. Nothing is touched
    /// when the database is not recognised. Each migration is one transaction; an index that was left half
    /// made is made again.
    ///
    /// # Errors
    /// [`MigrateError`].
    pub fn up(&self, options: UpOptions) -> Result<UpReport, MigrateError> {
        let mut session = Session::open(&self.address)?;
        let found = verdict::decide(&mut session, options.accept_extra)?;
        if !matches!(found, Verdict::Empty | Verdict::Reference | Verdict::Ours) {
            return Err(MigrateError::Refused(found));
        }
        if found != Verdict::Ours {
            bookkeeping::begin(&mut session, found == Verdict::Reference)?;
        }
        let applied = run_pending(&mut session)?;
        let indexes = if options.no_indexes { Vec::new() } else { indexes::make_missing(&mut session)? };
        Ok(UpReport { found, applied, indexes })
    }

    /// Undoes the last `count` migrations, newest first, and tells which. **The oldest one drops every account**,
    /// unless the reference made the database: then its tables stay as they were found. Our indexes go with
    /// the first table of our own, the schema `inkan` with the last migration.
    ///
    /// # Errors
    /// [`MigrateError`]; what was undone before stays undone.
    pub fn down(&self, count: usize) -> Result<Vec<String>, MigrateError> {
        let mut session = Session::open(&self.address)?;
        let mut undone = Vec::new();
        while undone.len() < count {
            let Some(version) = bookkeeping::applied(&mut session)?.pop() else { break };
            undone.push(undo(&mut session, &version)?);
        }
        Ok(undone)
    }

    /// What the database is and what it lacks. Changes nothing.
    ///
    /// # Errors
    /// [`MigrateError::Database`].
    pub fn status(&self) -> Result<Status, MigrateError> {
        let mut session = Session::open(&self.address)?;
        let verdict = verdict::decide(&mut session, false)?;
        let pending = pending(&mut session)?;
        Ok(Status { verdict, pending })
    }

    /// What [`Migrator::up`] would do with these options, and rows that are later than `now`. Changes nothing.
    ///
    /// # Errors
    /// [`MigrateError::Database`].
    pub fn plan(&self, options: UpOptions, now: Timestamp) -> Result<Plan, MigrateError> {
        Ok(plan::plan(&mut Session::open(&self.address)?, options, now)?)
    }
}

/// All migrations, oldest first.
fn migrations() -> Result<Vec<Box<dyn Migration<Pg>>>, Fault> {
    let mut migrations = MigrationSource::<Pg>::migrations(&MIGRATIONS).map_err(Fault::internal)?;
    migrations.sort_by_key(|migration| migration.name().to_string());
    Ok(migrations)
}

/// Names of the migrations that the database lacks, in order.
fn pending(session: &mut Session) -> Result<Vec<String>, Fault> {
    let applied = bookkeeping::applied(session)?;
    let lacking = migrations()?
        .into_iter()
        .filter(|migration| !applied.contains(&migration.name().version().to_string()))
        .map(|migration| migration.name().to_string());
    Ok(lacking.collect())
}

fn run_pending(session: &mut Session) -> Result<Vec<String>, Fault> {
    let applied = bookkeeping::applied(session)?;
    let mut names = Vec::new();
    for migration in migrations()? {
        if !applied.contains(&migration.name().version().to_string()) {
            session.connection.run_migration(&*migration).map_err(Fault::internal)?;
            names.push(migration.name().to_string());
        }
    }
    Ok(names)
}

fn undo(session: &mut Session, version: &str) -> Result<String, Fault> {
    let all = migrations()?;
    let migration = all
        .iter()
        .find(|migration| migration.name().version().to_string() == version)
        .ok_or_else(|| Fault::internal(format!("migration {version} is not known to this program")))?;
    if version == bookkeeping::REFERENCE_SCHEMA && bookkeeping::is_adopted(session)? {
        bookkeeping::forget_reference(session)?;
    } else {
        session.connection.revert_migration(&**migration).map_err(Fault::internal)?;
    }
    match bookkeeping::applied(session)?.as_slice() {
        [] => bookkeeping::end(session)?,
        [only] if only == bookkeeping::REFERENCE_SCHEMA => indexes::drop_all(session)?,
        _ => {}
    }
    Ok(migration.name().to_string())
}
