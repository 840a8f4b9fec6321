//! Settings of the pool.

use std::time::Duration;

use inkan_domain::{Fault, Secret};

use super::DatabaseAddress;

/// How many connections there are and how long anything may take.
#[derive(Clone, Debug)]
pub struct PoolSettings {
    /// Where the database is.
    pub address: DatabaseAddress,
    /// Most connections at a time, at least 1.
    pub max: u32,
    /// Connections that are kept although nobody uses them; no more than `max`.
    pub min: u32,
    /// An unused connection beyond `min` is closed after this time; zero means never.
    pub idle: Duration,
    /// A connection is replaced after this time; zero means never.
    pub lifetime: Duration,
    /// Longest wait for a free connection, above zero.
    pub acquire_timeout: Duration,
    /// Longest wait for a new connection; the unit is whole seconds, at least 2.
    pub connect_timeout: Duration,
    /// Longest time of one statement.
    pub statement_timeout: Duration,
    /// Longest wait for a row or table that somebody else holds.
    pub lock_timeout: Duration,
    /// Longest time for which a unit of work may do nothing.
    pub idle_in_transaction_timeout: Duration,
}

impl PoolSettings {
    /// Defaults of the configuration for this address: 10 connections, of which 1 stays; 5 minutes unused,
    /// an hour in all; 2 seconds for a free connection, 10 for a statement, 5 for a lock.
    #[must_use]
    pub const fn new(address: DatabaseAddress) -> Self {
        Self {
            address,
            max: 10,
            min: 1,
            idle: Duration::from_secs(5 * 60),
            lifetime: Duration::from_secs(60 * 60),
            acquire_timeout: Duration::from_secs(2),
            connect_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(10),
            lock_timeout: Duration::from_secs(5),
            idle_in_transaction_timeout: Duration::from_secs(10),
        }
    }

    /// Refuses what the pool would not bear.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        if self.max == 0 {
            return Err(Fault::internal("a pool needs at least one connection"));
        }
        if self.min > self.max {
            return Err(Fault::internal("a pool cannot keep more connections than it may have"));
        }
        if self.acquire_timeout.is_zero() {
            return Err(Fault::internal("the wait for a connection must be above zero"));
        }
        Ok(())
    }

    /// The address with everything that a connection is told when it is made: no statement is needed after.
    pub(crate) fn conninfo(&self) -> Secret {
        let parameters = [
            ("application_name", "inkan".to_owned()),
            ("connect_timeout", self.connect_timeout.as_secs().max(2).to_string()),
            ("keepalives_idle", "30".to_owned()),
            ("keepalives_interval", "10".to_owned()),
            ("keepalives_count", "3".to_owned()),
            ("tcp_user_timeout", self.statement_timeout.as_millis().to_string()),
        ];
        let settings = [
            ("search_path", "public".to_owned()),
            ("statement_timeout", self.statement_timeout.as_millis().to_string()),
            ("lock_timeout", self.lock_timeout.as_millis().to_string()),
            ("idle_in_transaction_session_timeout", self.idle_in_transaction_timeout.as_millis().to_string()),
        ];
        self.address.conninfo(&parameters, &settings)
    }
}
