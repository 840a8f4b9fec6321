//! Why a command of this crate failed.

use std::io;
use std::path::{Path, PathBuf};

/// One clear line for the person who typed the command.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A port is taken or not allowed.
    #[error(
        "cannot listen on port {port} of 127.0.0.1 ({what}): {source}; end what listens there, or choose another \
         port: cargo run -p inkan-dev -- run {flag} PORT"
    )]
    Port {
        /// The port.
        port: u16,
        /// What would listen there.
        what: &'static str,
        /// The flag that chooses another one.
        flag: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// Somebody else uses the folder.
    #[error("{0} is in use: end the other run first, or choose another folder with --data")]
    InUse(PathBuf),
    /// The server of an earlier run does not end.
    #[error("PostgreSQL of an earlier run (process {pid}) still runs in {folder}: end it first")]
    StillRunning {
        /// Its postmaster.
        pid: i32,
        /// The folder of its data.
        folder: PathBuf,
    },
    /// The database went away.
    #[error("PostgreSQL ended by itself: see {0}/server.log")]
    PostgresEnded(PathBuf),
    /// A file or folder cannot be used.
    #[error("cannot {action} {path}: {source}")]
    File {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A private `PostgreSQL` cannot be started.
    #[error(transparent)]
    Postgres(#[from] inkan_postgres::StartError),
    /// It refused a statement.
    #[error(transparent)]
    Sql(#[from] inkan_postgres::SqlError),
    /// The configuration is wrong.
    #[error(transparent)]
    Configuration(#[from] inkan_config::ConfigurationErrors),
    /// The server does not start.
    #[error(transparent)]
    Start(#[from] inkan_app::StartError),
    /// The mail templates make no sense.
    #[error(transparent)]
    Texts(#[from] inkan_mail::TextsError),
    /// The measured program did not do what it must for the bench to go on.
    #[error("{0}")]
    Bench(String),
    /// A signal asked to end.
    #[error("interrupted")]
    Interrupted,
    /// The system refused something.
    #[error("{0}")]
    System(#[from] io::Error),
}

impl Failure {
    /// For `map_err`: names what was tried on which path.
    pub(crate) fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { action, path, source }
    }
}
