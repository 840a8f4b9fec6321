//! What the schema `inkan` remembers of migrations.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use inkan_domain::Fault;

use super::session::Session;

/// Version of the migration that makes the tables of the reference.
pub(super) const REFERENCE_SCHEMA: &str = "00000000000001";

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    answer: bool,
}

/// Makes the schema `inkan` and its bookkeeping; where the reference made the tables, notes that as done.
pub(super) fn begin(session: &mut Session, is_adopted: bool) -> Result<(), Fault> {
    let note =
        format!("INSERT INTO inkan.__diesel_schema_migrations (version) VALUES ('{REFERENCE_SCHEMA}');");
    session.run(&format!(
        "CREATE SCHEMA IF NOT EXISTS inkan;
         CREATE TABLE IF NOT EXISTS inkan.__diesel_schema_migrations (
             version varchar(50) NOT NULL PRIMARY KEY,
             run_on timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
         );
         CREATE TABLE IF NOT EXISTS inkan.origin (is_adopted boolean NOT NULL);
         DELETE FROM inkan.origin;
         INSERT INTO inkan.origin (is_adopted) VALUES ({is_adopted});
         {}",
        if is_adopted { note.as_str() } else { "" }
    ))
}

/// Versions that were applied, oldest first; none where there is no bookkeeping.
pub(super) fn applied(session: &mut Session) -> Result<Vec<String>, Fault> {
    let there = "SELECT to_regclass('inkan.__diesel_schema_migrations') IS NOT NULL AS answer";
    if !is_true(session, there)? {
        return Ok(Vec::new());
    }
    let rows: Vec<Version> = session
        .load("SELECT version::text AS version FROM inkan.__diesel_schema_migrations ORDER BY version")?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

/// Whether the reference made the tables in `public`.
pub(super) fn is_adopted(session: &mut Session) -> Result<bool, Fault> {
    is_true(session, "SELECT is_adopted AS answer FROM inkan.origin")
}

/// Takes the note back that the tables of the reference are there.
pub(super) fn forget_reference(session: &mut Session) -> Result<(), Fault> {
    session.run(&format!("DELETE FROM inkan.__diesel_schema_migrations WHERE version = '{REFERENCE_SCHEMA}'"))
}

/// Removes the schema `inkan`, unless somebody else put things in there.
pub(super) fn end(session: &mut Session) -> Result<(), Fault> {
    session.run("DROP TABLE inkan.__diesel_schema_migrations, inkan.origin; DROP SCHEMA inkan")
}

fn is_true(session: &mut Session, question: &str) -> Result<bool, Fault> {
    Ok(session.load::<Answer>(question)?.iter().any(|row| row.answer))
}
