//! One server for all tests of a process, and a database of its own for each test.
use std::fmt::Display;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::server_url::ServerUrl;
use crate::{Mode, Options, Server, SqlError, StartError, environment, random};

/// A superuser's URL in this environment variable makes the tests share that server.
pub const TEST_SERVER_VARIABLE: &str = "INKAN_TEST_POSTGRES";

/// The server of the tests: the given one, or a temporary one that ends with this process.
#[derive(Debug)]
pub struct TestServer {
    url: ServerUrl,
    /// Kept for its lifeline: nothing is ever dropped in a static.
    _own: Option<Server>,
    /// Sets the names of this process apart from those of others on a shared server.
    prefix: String,
    count: AtomicU64,
}

/// The server all tests of this process share, started by the first one that asks.
///
/// # Panics
/// When no server can be started; the message says why.
pub fn test_server() -> &'static TestServer {
    static SERVER: OnceLock<TestServer> = OnceLock::new();
    SERVER.get_or_init(|| expect(TestServer::start(), "no PostgreSQL server for the tests"))
}

impl TestServer {
    fn start() -> Result<Self, StartError> {
        let (url, own) = if let Some(given) = environment::variable(TEST_SERVER_VARIABLE) {
            (ServerUrl::parse(&given.to_string_lossy())?, None)
        } else {
            let server = Server::start(&Options::new(Mode::Temporary))?;
            (server.server_url().clone(), Some(server))
        };
        let random = random::hexadecimal::<4>()
            .map_err(|source| StartError::System { action: "choose a name".to_owned(), source })?;
        let prefix = format!("inkan_test_{}_{random}", std::process::id());
        Ok(Self { url, _own: own, prefix, count: AtomicU64::new(0) })
    }

    /// The superuser's URL of a database, password included.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        self.url.database(database)
    }

    /// A new, empty database.
    ///
    /// # Panics
    /// When the server refuses.
    #[must_use]
    pub fn database(&self) -> TestDatabase {
        self.database_from("template0")
    }

    /// A new copy of a database, to which nobody may be connected meanwhile.
    ///
    /// # Panics
    /// When the template is missing or in use.
    #[must_use]
    pub fn database_from(&self, template: &str) -> TestDatabase {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}_{number}", self.prefix);
        let created = self.url.create_database(&name, template);
        expect(created, "no database for the test");
        TestDatabase { name, server: self.url.clone() }
    }

    /// Drops a database, connected clients or not; a missing one is no error.
    ///
    /// # Errors
    /// [`SqlError::Refused`] when it is in use as a template.
    pub fn drop_database(&self, name: &str) -> Result<(), SqlError> {
        self.url.drop_database(name)
    }
}

/// A database for one test; dropped with its clients on drop.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    server: ServerUrl,
}

impl TestDatabase {
    /// Its superuser's URL, password included.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.database(&self.name)
    }

    /// Its name, for [`TestServer::database_from`].
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Err(error) = self.server.drop_database(&self.name) {
            eprintln!("cannot drop the database {}: {error}", self.name);
        }
    }
}

#[expect(clippy::panic, reason = "a test without its server has failed, and should say why")]
fn expect<T, E: Display>(outcome: Result<T, E>, what: &str) -> T {
    match outcome {
        Ok(value) => value,
        Err(error) => panic!("{what}: {error}"),
    }
}
