//! One running server: sockets, adapters, listeners, and their orderly end.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use inkan_config::{Configuration, ListenAddress};
use inkan_domain::Storage;
use inkan_domain::outbox::Mailer;
use inkan_http::{
    AdminApi, Admission, Metrics, PublicApi, Readiness, ServerHandle, serve_admin, serve_public,
};
use inkan_token::{KeyRing, KeyRingError};
use tokio::task::JoinHandle;

use crate::background::{Background, OutboxGauge, register_gauges};
use crate::jwk_set::KeyRingJwkSet;
use crate::outbox_worker::OutboxWorker;
use crate::process_exit::keep_openssl;
use crate::start_error::StartError;
use crate::wiring::{Adapters, Connected};
use crate::{database, settings};

/// Which listeners are opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listeners {
    /// Both.
    All,
    /// The public API.
    Public,
    /// The admin API.
    Admin,
}

/// What tests and development put in the place of what is configured.
#[derive(Default)]
pub struct Overrides {
    /// Takes the mails instead of the SMTP server.
    pub mailer: Option<Arc<dyn Mailer>>,
}

/// Bound sockets. They are there before the database is touched, so that a start that fails changes nothing.
pub struct Sockets {
    public: Vec<TcpListener>,
    admin: Vec<TcpListener>,
}

impl Sockets {
    /// Binds what is configured; port 0 takes a free one.
    ///
    /// # Errors
    /// When an address cannot be listened on.
    pub fn bind(configuration: &Configuration, listeners: Listeners) -> Result<Self, StartError> {
        let server = &configuration.server;
        let bind_if = |wanted: bool, address: &ListenAddress| -> Result<_, StartError> {
            if wanted { bind(address).map(|listener| vec![listener]) } else { Ok(Vec::new()) }
        };
        Ok(Self {
            public: bind_if(listeners != Listeners::Admin, &server.public.address)?,
            admin: bind_if(listeners != Listeners::Public, &server.admin.address)?,
        })
    }
}

/// An empty host means all interfaces, by IPv6 where the machine has it and by IPv4 otherwise.
fn bind(address: &ListenAddress) -> Result<TcpListener, StartError> {
    let port = address.port();
    let bound = match address.host() {
        "" => TcpListener::bind(("::", port)).or_else(|_no_ipv6| TcpListener::bind(("0.0.0.0", port))),
        host => TcpListener::bind((host, port)),
    };
    bound.map_err(|source| StartError::Bind { address: format!("{}:{port}", address.host()), source })
}

/// A server that serves.
pub struct Server {
    public_address: Option<SocketAddr>,
    admin_address: Option<SocketAddr>,
    readiness: Arc<Readiness>,
    listeners: Vec<(ServerHandle, JoinHandle<std::io::Result<()>>)>,
    outbox: OutboxWorker,
    background: Background,
    delay: Duration,
    grace: Duration,
}

impl Server {
    /// Threads that deliver mails: enough to keep several slow deliveries from holding up the rest.
    const OUTBOX_THREADS: usize = 4;

    /// Checks the database, makes missing keys and serves. Must be called on an actix or tokio runtime;
    /// blocks it while the database is asked.
    ///
    /// # Errors
    /// [`StartError`], one clear line.
    pub fn start(
        configuration: &Configuration,
        sockets: Sockets,
        overrides: Overrides,
    ) -> Result<Self, StartError> {
        keep_openssl();
        let connected = Connected::new(configuration)?;
        let keys = check_and_load(configuration, &connected)?;
        database::check_second_factors(configuration, &connected.database)?;
        let adapters = Adapters::new(configuration, connected, keys, overrides.mailer)?;
        let metrics = Arc::new(Metrics::new(env!("CARGO_PKG_VERSION"))?);
        let gauge = Arc::new(OutboxGauge::default());
        register_gauges(&metrics, &adapters, &gauge)?;
        let database = adapters.database.clone();
        let readiness = Arc::new(Readiness::new(move || database.check()));
        let outbox =
            OutboxWorker::start(&Arc::new(adapters.deliver_outbox()), &adapters.bell, Self::OUTBOX_THREADS)?;
        let mut server = Self {
            public_address: address_of(&sockets.public),
            admin_address: address_of(&sockets.admin),
            background: Background::start(configuration, &adapters, &gauge),
            readiness,
            listeners: Vec::new(),
            outbox,
            delay: configuration.server.shutdown_delay,
            grace: configuration.server.shutdown_grace,
        };
        server.listen(configuration, sockets, &adapters, &metrics)?;
        Ok(server)
    }

    fn listen(
        &mut self,
        configuration: &Configuration,
        sockets: Sockets,
        adapters: &Adapters,
        metrics: &Arc<Metrics>,
    ) -> Result<(), StartError> {
        let server_settings = settings::server(configuration);
        let pool = &configuration.database.pool;
        let places = usize::try_from(pool.max).unwrap_or(usize::MAX);
        let admission = Arc::new(Admission::new(places, pool.acquire_timeout));
        if !sockets.public.is_empty() {
            let hashing = hashing_admission(metrics)?;
            let api = PublicApi::new(
                settings::public(configuration, hosts(self.public_address)),
                adapters.use_cases(configuration),
                Arc::clone(&admission),
                hashing,
                Arc::new(KeyRingJwkSet::new(
                    Arc::clone(&adapters.ring),
                    settings::delta(configuration.secrets.jwks_max_age),
                )),
                Arc::clone(&self.readiness),
                Arc::clone(metrics),
                Arc::clone(&adapters.random),
            )?;
            self.run(serve_public(sockets.public, api, &server_settings)?);
        }
        if !sockets.admin.is_empty() {
            let api = AdminApi::new(
                settings::admin(configuration, hosts(self.admin_address)),
                adapters.admin_use_cases(configuration),
                admission,
                Arc::clone(&self.readiness),
                Arc::clone(metrics),
                Arc::clone(&adapters.random),
            );
            self.run(serve_admin(sockets.admin, api, &server_settings)?);
        }
        Ok(())
    }

    fn run(&mut self, server: inkan_http::Server) {
        self.listeners.push((server.handle(), tokio::spawn(server)));
    }

    /// Where the public API listens.
    #[must_use]
    pub const fn public_address(&self) -> Option<SocketAddr> {
        self.public_address
    }

    /// Where the admin API listens.
    #[must_use]
    pub const fn admin_address(&self) -> Option<SocketAddr> {
        self.admin_address
    }

    /// Ends in order: not ready, then no new connections, then running requests, then the outbox; all within
    /// the configured grace.
    pub async fn stop(self) {
        let started = Instant::now();
        self.readiness.drain();
        tokio::time::sleep(self.delay.min(self.grace)).await;
        drop(self.background);
        // All are told before any is waited for: they share the grace.
        let stopping: Vec<_> = self.listeners.iter().map(|(handle, _)| handle.stop(true)).collect();
        for stopped in stopping {
            stopped.await;
        }
        for (_, running) in self.listeners {
            match running.await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(%error, "a listener ended with an error"),
                Err(error) => tracing::error!(%error, "a listener broke"),
            }
        }
        let left = self.grace.saturating_sub(started.elapsed()).max(Duration::from_millis(500));
        let outbox = self.outbox;
        if let Err(error) = tokio::task::spawn_blocking(move || outbox.stop(left)).await {
            tracing::error!(%error, "the outbox could not be stopped");
        }
    }
}

/// Checks the database, and meanwhile reads the keys: what was read counts only when the check passes.
fn check_and_load(
    configuration: &Configuration,
    connected: &Connected,
) -> Result<Result<KeyRing, KeyRingError>, StartError> {
    std::thread::scope(|scope| {
        let loading = scope.spawn(|| connected.load_keys());
        database::check(configuration)?;
        loading.join().map_err(|_panic| StartError::Database("the signing keys cannot be read".to_owned()))
    })
}

/// Password operations wait for their turn here and not in the places of all others.
fn hashing_admission(metrics: &Metrics) -> Result<Arc<Admission>, StartError> {
    let places = settings::cores();
    let queue = settings::MOST_WAITING_PASSWORDS;
    let hashing = Arc::new(Admission::with_queue(places, settings::PASSWORD_PATIENCE, queue));
    let shown = Arc::clone(&hashing);
    metrics.register_gauge(
        "inkan_hashing_queue_size",
        "Password operations that wait for their turn.",
        move || f64::from(u32::try_from(shown.waiting()).unwrap_or(u32::MAX)),
    )?;
    Ok(hashing)
}

fn address_of(listeners: &[TcpListener]) -> Option<SocketAddr> {
    listeners.first().and_then(|listener| listener.local_addr().ok())
}

/// The `Host` values under which the listener knows itself.
fn hosts(address: Option<SocketAddr>) -> Vec<String> {
    let Some(address) = address else { return Vec::new() };
    let port = address.port();
    vec![address.to_string(), format!("localhost:{port}"), format!("127.0.0.1:{port}")]
}
