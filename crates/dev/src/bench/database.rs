//! The private PostgreSQL of the bench: durable as in production, with counted statements where it can.

use std::time::Duration;

use inkan_postgres::{Mode, Options, Server, StartError, run_sql};

use super::process;
use crate::Failure;

const NAME: &str = "inkan";
const EXTENSION: &str = "pg_stat_statements";

/// A running server with an empty database.
pub(super) struct Database {
    server: Server,
    /// Whether statements can be counted.
    pub(super) has_statements: bool,
}

/// One kind of statement.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    /// How often it ran.
    pub(super) calls: u64,
    /// Mean time inside the database, in milliseconds.
    pub(super) mean_ms: f64,
    /// Its beginning, with `$1` for values.
    pub(super) text: String,
}

impl Database {
    /// Starts it in a temporary folder, but with every safety of a lasting one.
    pub(super) fn start() -> Result<Self, Failure> {
        let durable = || {
            let options = Options::new(Mode::Temporary);
            ["fsync", "full_page_writes", "synchronous_commit"]
                .into_iter()
                .fold(options, |options, name| options.setting(name, "on"))
        };
        let counting = durable().setting("shared_preload_libraries", EXTENSION);
        let (server, has_statements) = match Server::start(&counting) {
            Ok(server) => (server, true),
            Err(StartError::Ended { log }) if log.contains(EXTENSION) => (Server::start(&durable())?, false),
            Err(error) => return Err(error.into()),
        };
        server.create_database(NAME)?;
        let database = Self { server, has_statements };
        if has_statements {
            database.sql(&format!("CREATE SCHEMA bench; CREATE EXTENSION {EXTENSION} SCHEMA bench"))?;
            database.count(false)?;
        }
        Ok(database)
    }

    /// Its URL, password included.
    pub(super) fn url(&self) -> String {
        self.server.url(NAME)
    }

    /// Runs statements and returns the rows, one a line, `|` between columns.
    pub(super) fn sql(&self, sql: &str) -> Result<String, Failure> {
        Ok(run_sql(&self.url(), sql)?)
    }

    /// CPU time of the server with all its processes.
    pub(super) fn cpu(&self) -> Result<Duration, Failure> {
        Ok(process::cpu_with_children(self.server.pid())?)
    }

    /// Counts statements or not: counting costs time that is not ours.
    pub(super) fn count(&self, is_on: bool) -> Result<(), Failure> {
        let track = if is_on { "top" } else { "none" };
        run_sql(&self.url(), &format!("ALTER SYSTEM SET {EXTENSION}.track = '{track}'"))?;
        self.sql("SELECT pg_reload_conf()").map(drop)
    }

    /// Forgets the counts.
    pub(super) fn reset_counts(&self) -> Result<(), Failure> {
        self.sql(&format!("SELECT bench.{EXTENSION}_reset()")).map(drop)
    }

    /// What ran since, the most expensive first, the bench's own statements left out.
    pub(super) fn counts(&self) -> Result<Vec<Statement>, Failure> {
        let rows = self.sql(&format!(
            "SELECT calls, round(mean_exec_time::numeric, 4), \
                    left(regexp_replace(replace(query, '|', '/'), '\\s+', ' ', 'g'), 160) \
             FROM bench.{EXTENSION} JOIN pg_database d ON d.oid = dbid \
             WHERE d.datname = '{NAME}' AND query NOT LIKE '%{EXTENSION}%' AND query NOT LIKE '%pg_reload_conf%' \
             ORDER BY total_exec_time DESC"
        ))?;
        let statements = rows.lines().map(statement).collect::<Option<Vec<_>>>();
        statements.ok_or_else(|| Failure::Bench("the counted statements cannot be read".to_owned()))
    }
}

fn statement(row: &str) -> Option<Statement> {
    let mut columns = row.splitn(3, '|');
    Some(Statement {
        calls: columns.next()?.parse().ok()?,
        mean_ms: columns.next()?.parse().ok()?,
        text: columns.next()?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::statement;

    #[test]
    fn a_row_of_counts_is_read() {
        let read = statement("200|0.0314|SELECT a || b").unwrap();
        assert_eq!((read.calls, read.mean_ms, read.text.as_str()), (200, 0.0314, "SELECT a || b"));
        assert!(statement("many|0.0314|SELECT").is_none());
    }
}
