//! A database server of one test, which may be stopped and started.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt as _;

use inkan_postgres::{Mode, Options, Server};
use tempfile::TempDir;

use super::Settings;

/// A server with a migrated database, always at the same address.
pub(crate) struct OwnPostgres {
    /// `None` while it is stopped; dropped before its folder.
    server: Option<Server>,
    port: u16,
    url: String,
    folder: TempDir,
}

impl OwnPostgres {
    /// Starts it with what `inkan migrate up` leaves.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // The user that runs the server has to get through.
        set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        let server = Server::start(&options(&folder)).unwrap();
        server.create_database("journey").unwrap();
        let (port, url) = (server.port(), server.url("journey"));
        inkan_app::migrate(&Settings::at(&url).load()).unwrap();
        Self { server: Some(server), port, url, folder }
    }

    /// The usual settings, for a program with this database.
    pub(crate) fn settings(&self) -> Settings {
        Settings::at(&self.url)
    }

    /// Disconnects everybody and ends the server; its data stay.
    pub(crate) fn stop(&mut self) {
        self.server.take().unwrap().stop().unwrap();
    }

    /// Starts it again.
    pub(crate) fn start_again(&mut self) {
        self.server = Some(Server::start(&options(&self.folder).port(self.port)).unwrap());
    }
}

fn options(folder: &TempDir) -> Options {
    Options::new(Mode::Persistent(folder.path().join("server"))).setting("fsync", "off")
}
