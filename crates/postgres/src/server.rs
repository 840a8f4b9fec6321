//! One running server.
use std::ffi::OsStr;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::binaries::Binaries;
use crate::cluster::{self, PidFile};
use crate::folder::Folder;
use crate::guard::{Guard, Orphan};
use crate::server_url::ServerUrl;
use crate::{Options, SqlError, StartError};

/// Long enough for recovery after a crash.
const START_PATIENCE: Duration = Duration::from_secs(120);
const POLL_INTERVAL: Duration = Duration::from_millis(10);
/// Another process may take a free port between its choice and its use.
const PORT_CHOICES: usize = 5;
/// The longest path of a socket, terminating zero included, on the systems that allow least.
const SOCKET_PATH_BYTES: usize = 104;

/// A server on 127.0.0.1 with the superuser `inkan`, stopped on drop or when this process is gone.
///
/// As root it runs as the user `postgres`, else `nobody`; the password is in its folder.
#[derive(Debug)]
pub struct Server {
    url: ServerUrl,
    port: u16,
    running: Running,
}

/// The guard comes first: it is dropped, and so the server stopped, before the folder is removed.
struct Running {
    guard: Guard,
    folder: Folder,
}

impl Server {
    /// Starts a server and returns when it accepts connections; installs `PostgreSQL` when missing.
    ///
    /// # Errors
    /// As the variants of [`StartError`] say; nothing is left running, and a folder of data
    /// that cannot be used is left as it was.
    pub fn start(options: &Options) -> Result<Self, StartError> {
        let binaries = Binaries::find_or_install()?;
        let folder = Folder::prepare(&options.mode)?;
        let password = cluster::prepare(&folder, &binaries)?;
        let (guard, port) = launch(options, &folder, &binaries)?;
        let url = ServerUrl::local(port, &password)?;
        Ok(Self { url, port, running: Running { guard, folder } })
    }

    /// The superuser's URL of a database, password included.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        self.url.database(database)
    }

    pub(crate) fn server_url(&self) -> &ServerUrl {
        &self.url
    }

    /// Creates an empty database.
    ///
    /// # Errors
    /// [`SqlError::Refused`] when the name is taken.
    pub fn create_database(&self, name: &str) -> Result<(), SqlError> {
        self.url.create_database(name, "template0")
    }

    /// Creates a copy of a database, to which nobody may be connected meanwhile.
    ///
    /// # Errors
    /// [`SqlError::Refused`] when the name is taken or the template is missing or in use.
    pub fn create_database_from(&self, name: &str, template: &str) -> Result<(), SqlError> {
        self.url.create_database(name, template)
    }

    /// Drops a database, connected clients or not; a missing one is no error.
    ///
    /// # Errors
    /// [`SqlError::Refused`] when it is in use as a template.
    pub fn drop_database(&self, name: &str) -> Result<(), SqlError> {
        self.url.drop_database(name)
    }

    /// The TCP port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The process id of the postmaster.
    #[must_use]
    pub fn pid(&self) -> i32 {
        self.running.guard.command_pid()
    }

    /// The folder with `data`, `password` and `server.log`.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.running.folder.path()
    }

    /// Whether the server has not ended by itself.
    pub fn is_running(&mut self) -> bool {
        self.running.guard.is_running()
    }

    /// Disconnects all clients, stops the server and removes what is temporary, as drop does.
    ///
    /// # Errors
    /// The server's process could not be asked or waited for.
    pub fn stop(mut self) -> std::io::Result<()> {
        self.running.guard.stop()
    }
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "process {} in {}", self.guard.command_pid(), self.folder.path().display())
    }
}

fn launch(options: &Options, folder: &Folder, binaries: &Binaries) -> Result<(Guard, u16), StartError> {
    if let Some(port) = options.port {
        return Ok((launch_on(port, options, folder, binaries)?, port));
    }
    for _ in 1..PORT_CHOICES {
        let port = free_port()?;
        match launch_on(port, options, folder, binaries) {
            Err(StartError::Ended { log }) if log.contains("could not bind") => {}
            outcome => return Ok((outcome?, port)),
        }
    }
    let port = free_port()?;
    Ok((launch_on(port, options, folder, binaries)?, port))
}

fn free_port() -> Result<u16, StartError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(StartError::system("find a free port on", Path::new("127.0.0.1")))
}

fn launch_on(
    port: u16,
    options: &Options,
    folder: &Folder,
    binaries: &Binaries,
) -> Result<Guard, StartError> {
    let postgres = binaries.postgres();
    let data = folder.data();
    let mut parameters = vec![
        format!("port={port}"),
        "listen_addresses=127.0.0.1".to_owned(),
        format!("unix_socket_directories={}", socket_folder(folder.path())),
    ];
    parameters.extend(options.parameters());
    let mut command = vec![postgres.as_os_str(), OsStr::new("-D"), data.as_os_str()];
    for parameter in &parameters {
        command.extend(["-c", parameter].map(OsStr::new));
    }
    let orphan = if folder.is_temporary() { Orphan::Discard(folder.path()) } else { Orphan::Finish };
    let log = folder.new_log()?;
    let guard = Guard::spawn(&command, folder.account.as_ref(), folder.path(), orphan, log)
        .map_err(StartError::system("run", &postgres))?;
    wait_until_ready(guard, folder)
}

/// The server's folder as a quoted list element; none when its path is too long for a socket.
fn socket_folder(folder: &Path) -> String {
    let path = folder.join(".s.PGSQL.65535.lock");
    if path.as_os_str().len() >= SOCKET_PATH_BYTES {
        return String::new();
    }
    format!("\"{}\"", folder.display().to_string().replace('"', "\"\""))
}

fn wait_until_ready(mut guard: Guard, folder: &Folder) -> Result<Guard, StartError> {
    let data = folder.data();
    let deadline = Instant::now() + START_PATIENCE;
    while Instant::now() < deadline {
        if !guard.is_running() {
            return Err(StartError::Ended { log: folder.end_of_log() });
        }
        let own = PidFile::read(&data).filter(|file| file.pid == guard.command_pid());
        if own.is_some_and(|file| file.is_ready) {
            return Ok(guard);
        }
        std::thread::sleep(POLL_INTERVAL);
    }
    Err(StartError::TimedOut { seconds: START_PATIENCE.as_secs(), log: folder.end_of_log() })
}
