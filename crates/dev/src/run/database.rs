//! The private `PostgreSQL` of a checkout.

use inkan_postgres::{Mode, Server, StartError, run_sql};

use super::{Options, folder, folder::Folder};
use crate::Failure;

/// Name of the one database.
const NAME: &str = "inkan";

/// A running server with the database in it.
pub(super) struct Database {
    pub(super) server: Server,
    pub(super) folder: Folder,
}

impl Database {
    /// Starts the server, in the folder of the checkout or where its user can go.
    pub(super) fn start(options: &Options) -> Result<Self, Failure> {
        let wanted = match &options.data {
            Some(folder) => folder.clone(),
            None => folder::of_checkout()?,
        };
        let started = Self::start_in(Folder::open(&wanted)?, options.fresh);
        let (folder, account) = match started? {
            Started::Database(database) => return Ok(database),
            Started::Unreachable { folder, account } => (folder, account),
        };
        folder.abandon();
        if options.data.is_some() {
            return Err(StartError::Unreachable { folder: wanted, account }.into());
        }
        let elsewhere = folder::elsewhere(&wanted);
        tracing::info!(
            "the user {account}, who runs PostgreSQL, cannot enter {}: the data goes to {}",
            wanted.display(),
            elsewhere.display()
        );
        match Self::start_in(Folder::open(&elsewhere)?, options.fresh)? {
            Started::Database(database) => Ok(database),
            Started::Unreachable { account, .. } => {
                Err(StartError::Unreachable { folder: elsewhere, account }.into())
            }
        }
    }

    fn start_in(folder: Folder, is_fresh: bool) -> Result<Started, Failure> {
        if is_fresh {
            folder.clear()?;
        }
        let options = inkan_postgres::Options::new(Mode::Persistent(folder.postgres()));
        let server = match Server::start(&options) {
            Ok(server) => server,
            Err(StartError::Unreachable { account, .. }) => {
                return Ok(Started::Unreachable { folder, account });
            }
            Err(error) => return Err(error.into()),
        };
        let found = run_sql(
            &server.url("postgres"),
            &format!("SELECT count(*) FROM pg_database WHERE datname = '{NAME}'"),
        )?;
        if found == "0" {
            server.create_database(NAME)?;
        }
        Ok(Started::Database(Self { server, folder }))
    }

    /// The URL of the database, password included.
    pub(super) fn url(&self) -> String {
        self.server.url(NAME)
    }
}

enum Started {
    Database(Database),
    /// The user that would run the server cannot enter the folder.
    Unreachable {
        folder: Folder,
        account: String,
    },
}
