//! Which database this is (database contract, "Recognising a database").

use std::fmt;

use diesel::prelude::*;
use diesel::sql_types::Text;
use inkan_domain::Fault;

use super::session::Session;
use super::{bookkeeping, shape};

/// The migrations of Hanko v2.7.0, oldest first.
const VERSIONS: &str = include_str!("versions.txt");

/// What a database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No tables in `public`.
    Empty,
    /// Built or taken over by us before, and still of the right shape.
    Ours,
    /// A complete database of Hanko v2.7.0 that we have not taken over yet.
    Reference,
    /// A database of an older Hanko.
    OlderReference {
        /// Its newest migration.
        version: String,
        /// How many of the 48 migrations it has.
        count: usize,
    },
    /// A database of a newer or modified Hanko.
    NewerReference {
        /// The newest migration that v2.7.0 does not know.
        version: String,
    },
    /// The migrations of Hanko v2.7.0, but another shape.
    ReferenceDiffers {
        /// One sentence a difference.
        differences: Vec<String>,
    },
    /// Tables of somebody else.
    Foreign,
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("database is empty: run \"inkan migrate up\""),
            Self::Ours => formatter.write_str("database is an Inkan database"),
            Self::Reference => formatter.write_str(
                "database is a Hanko v2.7.0 database that was not taken over yet: run \"inkan migrate up\"",
            ),
            Self::OlderReference { version, count } => write!(
                formatter,
                "database is at Hanko migration {version} ({count} of {}): upgrade it with Hanko v2.7.0 first",
                VERSIONS.lines().count()
            ),
            Self::NewerReference { version } => write!(
                formatter,
                "database has migration {version}, which Hanko v2.7.0 does not know: it is newer or modified"
            ),
            Self::ReferenceDiffers { differences } => write!(
                formatter,
                "database differs from the schema of Hanko v2.7.0: {}",
                differences.join("; ")
            ),
            Self::Foreign => formatter.write_str("database is not empty and not a Hanko database"),
        }
    }
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Decides. What a database of ours has in addition never counts as a difference; otherwise it does unless
/// it is accepted.
pub(super) fn decide(session: &mut Session, accept_extra: bool) -> Result<Verdict, Fault> {
    let is_ours =
        bookkeeping::applied(session)?.iter().any(|version| version == bookkeeping::REFERENCE_SCHEMA);
    if !is_ours {
        let tables = names(session, TABLES)?;
        if tables.is_empty() {
            return Ok(Verdict::Empty);
        }
        if names(session, VERSION_COLUMN)?.is_empty() {
            return Ok(Verdict::Foreign);
        }
    }
    if let Some(verdict) = judge_versions(session)? {
        return Ok(verdict);
    }
    let differences = shape::differences(session, accept_extra || is_ours)?;
    Ok(if !differences.is_empty() {
        Verdict::ReferenceDiffers { differences }
    } else if is_ours {
        Verdict::Ours
    } else {
        Verdict::Reference
    })
}

const TABLES: &str = "SELECT relname::text AS name FROM pg_class \
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')";

const VERSION_COLUMN: &str = "SELECT attname::text AS name FROM pg_attribute \
    WHERE attrelid = to_regclass('public.schema_migration') AND attname = 'version' AND NOT attisdropped";

/// The verdict when the recorded migrations are not exactly those of v2.7.0. Where the table of records is
/// missing, the shape tells it.
fn judge_versions(session: &mut Session) -> Result<Option<Verdict>, Fault> {
    if names(session, VERSION_COLUMN)?.is_empty() {
        return Ok(None);
    }
    let found = names(session, "SELECT version::text AS name FROM public.schema_migration ORDER BY version")?;
    let unknown = found.iter().rfind(|version| !VERSIONS.lines().any(|known| known == version.as_str()));
    if let Some(version) = unknown {
        return Ok(Some(Verdict::NewerReference { version: version.clone() }));
    }
    if found.len() == VERSIONS.lines().count() {
        return Ok(None);
    }
    let version = found.last().cloned().unwrap_or_else(|| "none".to_owned());
    Ok(Some(Verdict::OlderReference { version, count: found.len() }))
}

fn names(session: &mut Session, question: &str) -> Result<Vec<String>, Fault> {
    Ok(session.load::<Named>(question)?.into_iter().map(|row| row.name).collect())
}
