//! The connection over which the schema is changed.

use std::thread;
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::Bool;
use inkan_domain::Fault;

use crate::DatabaseAddress;
use crate::fault::{connection_fault, fault};

/// How often a waiting process asks whether the other one is done.
const PAUSE: Duration = Duration::from_millis(100);

/// A connection of its own that holds the lock of migrations; both end with it. It has no time limits, since
/// an index of a large table takes long.
pub(super) struct Session {
    pub(super) connection: PgConnection,
}

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = Bool)]
    is_locked: bool,
}

impl Session {
    /// Connects and waits until nobody else migrates.
    pub(super) fn open(address: &DatabaseAddress) -> Result<Self, Fault> {
        let parameters =
            [("application_name", "inkan migrate".to_owned()), ("connect_timeout", "5".to_owned())];
        let settings =
            [("search_path", "inkan,public".to_owned()), ("client_min_messages", "error".to_owned())];
        let conninfo = address.conninfo(&parameters, &settings);
        let connection =
            PgConnection::establish(conninfo.expose()).map_err(|error| connection_fault(&error))?;
        let mut session = Self { connection };
        session.lock()?;
        Ok(session)
    }

    /// Asks again and again instead of waiting in the database: a statement that waits there would hold up
    /// `CREATE INDEX CONCURRENTLY` of the one who has the lock, which is a deadlock. `494e4b414e` is `INKAN`.
    fn lock(&mut self) -> Result<(), Fault> {
        let mut is_told = false;
        loop {
            let question = "SELECT pg_try_advisory_lock(x'494e4b414e'::bigint) AS is_locked";
            if self.load::<Locked>(question)?.iter().any(|answer| answer.is_locked) {
                return Ok(());
            }
            if !is_told {
                tracing::info!("another process migrates the database: waiting");
                is_told = true;
            }
            thread::sleep(PAUSE);
        }
    }

    /// Rows of a statement that is run once.
    pub(super) fn load<Row>(&mut self, statement: &str) -> Result<Vec<Row>, Fault>
    where
        Row: QueryableByName<diesel::pg::Pg> + 'static,
    {
        diesel::sql_query(statement).load(&mut self.connection).map_err(|error| fault(&error))
    }

    /// Runs statements in one transaction, unless there is only one of them.
    pub(super) fn run(&mut self, statements: &str) -> Result<(), Fault> {
        use diesel::connection::SimpleConnection;
        self.connection.batch_execute(statements).map_err(|error| fault(&error))
    }
}
