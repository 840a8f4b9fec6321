//! A table that nobody gets at, which makes a request wait for as long as a test wants.

use std::thread::{self, JoinHandle};

use inkan_postgres::{SqlError, TestDatabase, run_sql};

use super::{eventually, number, sql};

/// Holds a table until it is dropped.
pub(crate) struct TableLock<'a> {
    database: &'a TestDatabase,
    holder: Option<JoinHandle<Result<String, SqlError>>>,
}

const HOLDERS: &str = "FROM pg_stat_activity WHERE datname = current_database() \
    AND query LIKE 'LOCK TABLE%' AND pid <> pg_backend_pid()";

impl<'a> TableLock<'a> {
    /// Holds the table `public.NAME`.
    pub(crate) fn hold(database: &'a TestDatabase, name: &str) -> Self {
        let url = database.url();
        let statements = format!("LOCK TABLE public.{name} IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(60)");
        let holder = thread::spawn(move || run_sql(&url, &statements));
        eventually("the table is held", || {
            let held = "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database \
                WHERE datname = current_database() AND mode = 'AccessExclusiveLock' AND granted";
            (number(database, held) > 0).then_some(())
        });
        Self { database, holder: Some(holder) }
    }

    /// Waits until so many of the server's connections wait for the table.
    pub(crate) fn wait_for_waiting(&self, count: i64) {
        eventually("somebody waits for the table", || {
            let waiting = "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database \
                WHERE datname = current_database() AND NOT granted";
            (number(self.database, waiting) >= count).then_some(())
        });
    }
}

impl Drop for TableLock<'_> {
    fn drop(&mut self) {
        sql(self.database, &format!("SELECT pg_terminate_backend(pid) {HOLDERS}"));
        if let Some(holder) = self.holder.take() {
            assert!(holder.join().unwrap().is_err(), "the table was held to the end");
        }
    }
}
