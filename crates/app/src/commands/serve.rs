//! `inkan serve all|public|admin`.

use inkan_config::Environment;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::cli::{self, Serve};
use crate::commands::load;
use crate::not_there_yet;
use crate::server::{Overrides, Server};
use crate::sockets::{Listeners, Sockets};
use crate::start_error::StartError;
use crate::telemetry::start_logging;

/// Serves until SIGTERM or SIGINT; a second signal ends at once.
pub(super) fn run(options: &Serve) -> Result<(), StartError> {
    start_logging(Environment::of_process().get("RUST_LOG"));
    let loaded = load(&options.source)?;
    if let Some(file) = &loaded.source_file {
        tracing::info!("Using config file: {}", file.display());
    }
    for warning in &loaded.warnings {
        tracing::warn!("{warning}");
    }
    for warning in not_there_yet::warnings(&loaded.configuration) {
        tracing::warn!("{warning}");
    }
    let listeners = match options.listeners {
        cli::Listeners::All => Listeners::All,
        cli::Listeners::Public => Listeners::Public,
        cli::Listeners::Admin => Listeners::Admin,
    };
    let sockets = Sockets::bind(&loaded.configuration, listeners)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let ended = runtime.block_on(async {
        let mut signals = Signals::listen()?;
        let mut server = Server::new(&loaded.configuration, sockets)?;
        tokio::select! {
            started = server.start_work(Overrides::default()) => {
                started?;
                announce(&server);
                signals.next().await;
            }
            () = signals.next() => {}
        }
        tracing::info!("stopping");
        tokio::select! {
            () = server.stop() => tracing::info!("stopped"),
            () = signals.next() => tracing::warn!("stopped at once by a second signal"),
        }
        Ok(())
    });
    // Dropped, it would wait for work that blocks, such as a mail under way.
    runtime.shutdown_background();
    ended
}

fn announce(server: &Server) {
    for address in [server.public_address(), server.admin_address()].into_iter().flatten() {
        tracing::info!("⇨ http server started on {address}");
    }
}

/// The signals that end the server.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> Result<Self, StartError> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
