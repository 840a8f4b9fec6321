//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Authentication server: passcodes by mail, sessions as signed tokens.
#[derive(Debug, Parser)]
#[command(name = "inkan", disable_version_flag = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve requests until a signal ends it.
    Serve(Serve),
    /// Build or undo the database schema.
    Migrate {
        #[command(subcommand)]
        direction: Migrate,
    },
    /// Ask a running server whether it is ready; exit code 0 if so.
    #[command(name = "isready")]
    IsReady {
        /// Which listener to ask.
        listener: Listener,
        #[command(flatten)]
        source: Source,
    },
    /// Signing keys.
    Jwk {
        #[command(subcommand)]
        action: Jwk,
    },
    /// Look at the configuration.
    Config {
        #[command(subcommand)]
        action: Config,
    },
    /// Print the version.
    Version,
}

/// Where the configuration comes from.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Source {
    /// Configuration file [default: ./config/config.yaml, if it is there].
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Take unknown keys and misspelt variables as errors.
    #[arg(long)]
    pub(crate) strict_config: bool,
    /// Accept the public default secret. Never in production.
    #[arg(long)]
    pub(crate) insecure_dev: bool,
}

/// `inkan serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Which listeners to open.
    pub(crate) listeners: Listeners,
    #[command(flatten)]
    pub(crate) source: Source,
}

/// Which listeners to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listeners {
    /// The public API and the admin API.
    All,
    /// The public API.
    Public,
    /// The admin API.
    Admin,
}

/// One listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listener {
    /// The public API.
    Public,
    /// The admin API.
    Admin,
}

/// `inkan migrate`.
#[derive(Debug, Subcommand)]
pub(crate) enum Migrate {
    /// Apply what is missing. Several at once wait for each other.
    Up {
        /// Take over a database that has tables, indexes or nullable columns of its own besides.
        #[arg(long)]
        accept_extra: bool,
        /// Leave out the indexes that Inkan adds in schema public.
        #[arg(long)]
        no_indexes: bool,
        #[command(flatten)]
        source: Source,
    },
    /// Undo the newest N migrations. Their data is lost.
    Down {
        /// How many.
        count: usize,
        #[command(flatten)]
        source: Source,
    },
    /// Say what kind of database this is and what is missing.
    Status {
        #[command(flatten)]
        source: Source,
    },
}

/// `inkan jwk`.
#[derive(Debug, Subcommand)]
pub(crate) enum Jwk {
    /// Print a new private key; it is not stored.
    Create {
        #[command(flatten)]
        source: Source,
    },
}

/// `inkan config`.
#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Check the configuration and print it, secrets hidden.
    #[command(alias = "show")]
    Check {
        #[command(flatten)]
        source: Source,
    },
}
