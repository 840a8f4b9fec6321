//! How the pool makes a connection and tells a broken one.

use std::sync::Arc;
use std::time::Instant;

use diesel::r2d2::R2D2Connection;
use diesel::{Connection, ConnectionError, PgConnection};
use inkan_domain::Secret;
use r2d2::ManageConnection;

use super::Outage;

/// One connection with the knowledge whether it can be used again.
pub(crate) struct Link {
    /// The connection itself.
    pub(crate) connection: PgConnection,
    /// Set when it was lost, so that the pool throws it away.
    pub(crate) is_lost: bool,
}

/// Makes connections for the pool.
pub(crate) struct Connecting {
    /// What libpq is given.
    pub(crate) conninfo: Secret,
    /// What is known when no connection can be made.
    pub(crate) outage: Arc<Outage>,
}

impl ManageConnection for Connecting {
    type Connection = Link;
    type Error = ConnectionError;

    fn connect(&self) -> Result<Link, ConnectionError> {
        self.outage.begin_attempt(Instant::now()).map_err(ConnectionError::BadConnection)?;
        match PgConnection::establish(self.conninfo.expose()) {
            Ok(connection) => {
                self.outage.succeeded(Instant::now());
                Ok(Link { connection, is_lost: false })
            }
            Err(error) => {
                self.outage.failed(error.to_string(), Instant::now());
                Err(error)
            }
        }
    }

    /// Looks at what has arrived without waiting for anything: no round trip. A server that has gone has said
    /// farewell or closed the connection; the first look may find the farewell, the second finds the end.
    fn is_valid(&self, link: &mut Link) -> Result<(), ConnectionError> {
        let mut is_closed = || link.connection.notifications_iter().any(|arrived| arrived.is_err());
        if is_closed() || is_closed() {
            return Err(ConnectionError::BadConnection("a connection of the pool was lost".to_owned()));
        }
        Ok(())
    }

    fn has_broken(&self, link: &mut Link) -> bool {
        link.is_lost || std::thread::panicking() || link.connection.is_broken()
    }
}
