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
    /// The secrets of the configuration.
    Secrets {
        #[command(subcommand)]
        action: SecretsAction,
    },
    /// Keys of the admin API.
    #[command(name = "apikey")]
    ApiKey {
        #[command(subcommand)]
        action: ApiKeyAction,
    },
    /// Remove what has ended; counts only, without --run.
    Cleanup(Cleanup),
    /// Look at configuration and database: what would a take-over change, and may the server start?
    Doctor {
        #[command(flatten)]
        source: Source,
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
    /// List all signing keys with their states.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        source: Source,
    },
    /// Publish the next signing key; it signs when every service can have fetched it.
    Rotate {
        #[command(flatten)]
        source: Source,
    },
    /// Remove a compromised signing key at once and end the sessions that it signed.
    Retire {
        /// Its id, as `list` prints it.
        kid: String,
        #[command(flatten)]
        source: Source,
    },
}

/// `inkan secrets`.
#[derive(Debug, Subcommand)]
pub(crate) enum SecretsAction {
    /// Encrypt under the first secret what is encrypted under another; may be stopped and run again.
    Rotate {
        #[command(flatten)]
        source: Source,
    },
}

/// `inkan apikey`.
#[derive(Debug, Subcommand)]
pub(crate) enum ApiKeyAction {
    /// Make a key and print it, once.
    Create {
        /// What it is for.
        #[arg(long)]
        name: String,
        /// What it may do; may be given more than once. `*` is everything.
        #[arg(long = "scope", value_name = "SCOPE", required = true)]
        scopes: Vec<String>,
        /// Let it expire after so many days.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=36_500))]
        days: Option<u32>,
        #[command(flatten)]
        source: Source,
    },
    /// List all keys.
    List {
        #[command(flatten)]
        source: Source,
    },
    /// End a key at once.
    Revoke {
        /// The name it was made with.
        name: String,
        #[command(flatten)]
        source: Source,
    },
}

/// `inkan cleanup`.
#[derive(Debug, Args)]
pub(crate) struct Cleanup {
    /// Comma list of tables [default: all].
    #[arg(short, long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) tables: Vec<String>,
    /// Rows in a batch.
    #[arg(short = 's', long, value_name = "N", default_value_t = 512,
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) page_size: u32,
    /// Really delete.
    #[arg(long)]
    pub(crate) run: bool,
    #[command(flatten)]
    pub(crate) source: Source,
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
