//! How the pool makes a connection and tells a broken one.

use diesel::r2d2::R2D2Connection;
use diesel::{Connection, ConnectionError, PgConnection};
use inkan_domain::Secret;
use r2d2::{HandleError, ManageConnection};

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
}

impl ManageConnection for Connecting {
    type Connection = Link;
    type Error = ConnectionError;

    fn connect(&self) -> Result<Link, ConnectionError> {
        let connection = PgConnection::establish(self.conninfo.expose())?;
        Ok(Link { connection, is_lost: false })
    }

    /// Never asked: a connection is not tested before use, since that is a round trip for every use.
    fn is_valid(&self, _link: &mut Link) -> Result<(), ConnectionError> {
        Ok(())
    }

    fn has_broken(&self, link: &mut Link) -> bool {
        link.is_lost || std::thread::panicking() || link.connection.is_broken()
    }
}

/// Logs why a connection could not be made; libpq's texts hold no passwords.
#[derive(Debug)]
pub(crate) struct LogConnectionErrors;

impl HandleError<ConnectionError> for LogConnectionErrors {
    fn handle_error(&self, error: ConnectionError) {
        tracing::warn!(%error, "no connection to the database");
    }
}
