//! Why a server could not be started, or refused a statement.
use std::io;
use std::path::{Path, PathBuf};

/// Why no server runs.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// `INKAN_POSTGRES_BIN` names a folder without `initdb` and `postgres`.
    #[error("INKAN_POSTGRES_BIN is {0}, but initdb and postgres are not in it")]
    WrongBinaries(PathBuf),
    /// No server is installed and this machine gives no way to install one unattended.
    #[error(
        "PostgreSQL is not installed and cannot be installed from here: {0}. \
         Install the server, or set INKAN_POSTGRES_BIN to the folder that has initdb and postgres"
    )]
    CannotInstall(String),
    /// The package manager ran and failed, or the installed package has no binaries.
    #[error("installing PostgreSQL with {command} failed: {reason}")]
    InstallFailed {
        /// What was run.
        command: String,
        /// Its exit status, or what was missing afterwards.
        reason: String,
    },
    /// The binary answers something other than a version of `PostgreSQL` to `--version`.
    #[error("{0} does not tell its version")]
    UnknownVersion(PathBuf),
    /// Started by root, and there is neither a user `postgres` nor `nobody` to run the server.
    #[error("PostgreSQL does not run as root, and there is no user postgres or nobody to run it")]
    NoAccount,
    /// The user that runs the server cannot enter the folder.
    #[error("the user {account} that runs PostgreSQL cannot enter {folder}: choose another folder")]
    Unreachable {
        /// The folder of the server.
        folder: PathBuf,
        /// The user's name.
        account: String,
    },
    /// The given folder holds files that are not of a server of this crate; it is left untouched.
    #[error("{folder} already holds {entry}, which is no part of a server: choose an empty folder")]
    ForeignFolder {
        /// The given folder.
        folder: PathBuf,
        /// The first foreign file found.
        entry: String,
    },
    /// The data folder was made by another major version; it is left untouched.
    #[error(
        "the data in {folder} was made by PostgreSQL {found}, but the server here is PostgreSQL \
         {installed}: set INKAN_POSTGRES_BIN to the binaries of {found}, or choose another folder"
    )]
    OtherVersion {
        /// The folder of the server.
        folder: PathBuf,
        /// The major version that made the data.
        found: String,
        /// The major version of the binaries.
        installed: u32,
    },
    /// Another server runs in the folder.
    #[error("a server already runs in {folder}, with process id {pid}")]
    AlreadyRunning {
        /// The folder of the server.
        folder: PathBuf,
        /// Its postmaster.
        pid: i32,
    },
    /// `initdb` failed.
    #[error("initdb failed:\n{log}")]
    Initdb {
        /// The end of its output.
        log: String,
    },
    /// The server ended before it accepted connections.
    #[error("the server ended while starting:\n{log}")]
    Ended {
        /// The end of its log.
        log: String,
    },
    /// The server did not accept connections in time; it was stopped.
    #[error("the server was not ready after {seconds} seconds:\n{log}")]
    TimedOut {
        /// How long it was waited for.
        seconds: u64,
        /// The end of its log.
        log: String,
    },
    /// `INKAN_TEST_POSTGRES` holds no URL of a server.
    #[error("INKAN_TEST_POSTGRES is no URL of a PostgreSQL server")]
    WrongUrl(#[source] url::ParseError),
    /// The operating system refused something.
    #[error("cannot {action}: {source}")]
    System {
        /// What was tried, on which file.
        action: String,
        /// Its answer.
        source: io::Error,
    },
}

impl StartError {
    /// For `map_err`: names what was tried on which path.
    pub(crate) fn system(action: &str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let action = format!("{action} {}", path.display());
        move |source| Self::System { action, source }
    }
}

/// Why a statement has no result.
#[derive(Debug, thiserror::Error)]
pub enum SqlError {
    /// The URL cannot be read.
    #[error("no URL of a PostgreSQL server")]
    Url(#[source] url::ParseError),
    /// `psql` could not be started.
    #[error("cannot run psql: {0}")]
    Psql(#[source] io::Error),
    /// The server refused the connection or the statement.
    #[error("{0}")]
    Refused(String),
}
