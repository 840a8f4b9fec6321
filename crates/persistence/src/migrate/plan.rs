//! What a migration would do, and what looks wrong before it.

use diesel::prelude::*;
use diesel::sql_types::{self, BigInt};
use inkan_domain::{Fault, Timestamp};

use super::session::Session;
use super::{UpOptions, Verdict, bookkeeping, indexes, pending, verdict};
use crate::repositories::stored;

/// What [`Migrator::up`](super::Migrator::up) would find and do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What the database is.
    pub verdict: Verdict,
    /// Migrations that would run, in order; none where the database would be refused.
    pub migrations: Vec<String>,
    /// Indexes that would be made.
    pub indexes: Vec<String>,
    /// Accounts made in the future, which a clock or a zone gone wrong leaves behind.
    pub future_users: u64,
    /// Addresses first asked for in the future.
    pub future_emails: u64,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

pub(super) fn plan(session: &mut Session, options: UpOptions, now: Timestamp) -> Result<Plan, Fault> {
    let verdict = verdict::decide(session, options.accept_extra)?;
    let is_there = matches!(verdict, Verdict::Reference | Verdict::Ours);
    let mut plan = Plan { verdict, migrations: vec![], indexes: vec![], future_users: 0, future_emails: 0 };
    if !is_there && plan.verdict != Verdict::Empty {
        return Ok(plan);
    }
    let is_of_reference = plan.verdict == Verdict::Reference;
    let to_run = pending(session)?.into_iter();
    plan.migrations = to_run
        .filter(|migration| !(is_of_reference && migration.starts_with(bookkeeping::REFERENCE_SCHEMA)))
        .collect();
    if !options.no_indexes {
        plan.indexes = indexes::missing(session)?;
    }
    if is_there {
        plan.future_users = later_than(session, "users", now)?;
        plan.future_emails = later_than(session, "emails", now)?;
    }
    Ok(plan)
}

fn later_than(session: &mut Session, table: &str, now: Timestamp) -> Result<u64, Fault> {
    let statement = format!("SELECT count(*) FROM public.{table} WHERE created_at > $1");
    let statement = diesel::sql_query(statement).bind::<sql_types::Timestamp, _>(stored(now));
    let counted: Counted =
        statement.get_result(&mut session.connection).map_err(|error| crate::fault::fault(&error))?;
    Ok(u64::try_from(counted.count).unwrap_or(0))
}
