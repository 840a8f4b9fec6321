//! `inkan-dev run`: the server of a developer, around the same wiring as production.

mod configuration;
mod database;
mod development;
mod folder;
mod instructions;
mod ports;
mod secret;

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

pub use development::Development;
use inkan_config::Environment;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::Failure;

/// How soon a database that ended by itself is noticed.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// How to run.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Forget all accounts and keys of earlier runs first.
    #[arg(long)]
    pub fresh: bool,
    /// Folder of the database and the secret [default: .inkan in the checkout].
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Configuration file; addresses, database and secret of the run win over it, as over variables.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Port of the public API on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8000)]
    pub port: u16,
    /// Port of the admin API on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8001)]
    pub admin_port: u16,
    /// Port of the mail page on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8025)]
    pub mail_port: u16,
}

/// Runs until SIGINT, SIGTERM or SIGHUP, or until the database is gone.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    inkan_app::start_logging(Environment::of_process().get("RUST_LOG"));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(async {
        let mut development = Development::start(options).await?;
        let mut signals = Signals::listen()?;
        writeln!(std::io::stdout().lock(), "{}", development.instructions())?;
        let outcome = wait(&mut development, &mut signals).await;
        tracing::info!("stopping");
        tokio::select! {
            stopped = development.stop() => stopped?,
            () = signals.next() => tracing::warn!("stopped at once by a second signal"),
        }
        outcome
    })
}

async fn wait(development: &mut Development, signals: &mut Signals) -> Result<(), Failure> {
    let mut ticks = tokio::time::interval(CHECK_INTERVAL);
    loop {
        tokio::select! {
            () = signals.next() => return Ok(()),
            _ = ticks.tick() => development.check()?,
        }
    }
}

/// The signals that end the run.
struct Signals([Signal; 3]);

impl Signals {
    fn listen() -> Result<Self, Failure> {
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        let [interrupt, terminate, hangup] = kinds.map(signal);
        Ok(Self([interrupt?, terminate?, hangup?]))
    }

    async fn next(&mut self) {
        let [interrupt, terminate, hangup] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    }
}
