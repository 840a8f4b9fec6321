//! One running server: sockets, adapters, listeners, and their orderly end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use inkan_config::Configuration;
use inkan_domain::Storage;
use inkan_domain::outbox::Mailer;
use inkan_http::{
    AdminApi, Admission, Metrics, PublicApi, Readiness, ServerHandle, serve_admin, serve_public,
};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Instant, sleep, timeout_at};

use crate::background::{Background, OutboxGauge, register_gauges, register_key_gauges};
use crate::jwk_set::KeyRingJwkSet;
use crate::outbox_worker::OutboxWorker;
use crate::patience::persist;
use crate::process_exit::keep_openssl;
use crate::sockets::{Sockets, address_of, hosts};
use crate::start_error::StartError;
use crate::wiring::{Adapters, Connected};
use crate::{database, settings};

/// What tests and development put in the place of what is configured.
#[derive(Default)]
pub struct Overrides {
    /// Takes the mails instead of the SMTP server.
    pub mailer: Option<Arc<dyn Mailer>>,
}

/// A server that does its work once the database is there, and says so meanwhile.
pub struct Server {
    configuration: Arc<Configuration>,
    connected: Connected,
    /// Bound, so that clients can connect, and not served yet.
    sockets: Option<Sockets>,
    public_address: Option<SocketAddr>,
    admin_address: Option<SocketAddr>,
    public: Option<Arc<PublicApi>>,
    admin: Option<Arc<AdminApi>>,
    readiness: Arc<Readiness>,
    metrics: Arc<Metrics>,
    gauge: Arc<OutboxGauge>,
    listeners: Vec<(ServerHandle, JoinHandle<std::io::Result<()>>)>,
    work: Option<Work>,
}

/// What goes on beside requests.
struct Work {
    outbox: OutboxWorker,
    background: Background,
}

impl Server {
    /// Threads that deliver mails: enough to keep several slow deliveries from holding up the rest.
    const OUTBOX_THREADS: usize = 4;
    /// How long whoever connects waits for the first look at the database, before it is told to come back. Usually
    /// that look takes some hundredths of a second: so the first answer is already that of a server that works.
    const HEAD_START: Duration = Duration::from_millis(500);
    /// What requests leave of the grace for the outbox.
    const OUTBOX_SHARE: Duration = Duration::from_millis(500);

    /// Waits for the database and does the work. Must be called on an actix or tokio runtime.
    ///
    /// # Errors
    /// [`StartError`], one clear line.
    pub async fn start(
        configuration: &Configuration,
        sockets: Sockets,
        overrides: Overrides,
    ) -> Result<Self, StartError> {
        let mut server = Self::new(configuration, sockets)?;
        if let Err(error) = server.start_work(overrides).await {
            server.stop().await;
            return Err(error);
        }
        Ok(server)
    }

    /// Builds what needs no database; nothing is served and nothing is asked of the database yet.
    ///
    /// # Errors
    /// [`StartError`], one clear line.
    pub fn new(configuration: &Configuration, sockets: Sockets) -> Result<Self, StartError> {
        keep_openssl();
        let connected = Connected::new(configuration)?;
        let metrics = Arc::new(Metrics::new(env!("CARGO_PKG_VERSION"))?);
        let gauge = Arc::new(OutboxGauge::default());
        register_gauges(&metrics, &connected.database, &gauge)?;
        let database = connected.database.clone();
        let mut server = Self {
            configuration: Arc::new(configuration.clone()),
            connected,
            sockets: None,
            public_address: address_of(&sockets.public),
            admin_address: address_of(&sockets.admin),
            public: None,
            admin: None,
            readiness: Arc::new(Readiness::new(move || database.check())),
            metrics: Arc::clone(&metrics),
            gauge,
            listeners: Vec::new(),
            work: None,
        };
        server.build_apis(&sockets)?;
        server.sockets = Some(sockets);
        Ok(server)
    }

    fn build_apis(&mut self, sockets: &Sockets) -> Result<(), StartError> {
        let (configuration, metrics) = (Arc::clone(&self.configuration), &self.metrics);
        let pool = &configuration.database.pool;
        let places = usize::try_from(pool.max).unwrap_or(usize::MAX);
        let admission = Arc::new(Admission::new(places, pool.acquire_timeout));
        if !sockets.public.is_empty() {
            let api = Arc::new(PublicApi::new(
                settings::public(&configuration, hosts(self.public_address)),
                Arc::clone(&admission),
                hashing_admission(metrics)?,
                Arc::clone(&self.readiness),
                Arc::clone(metrics),
                Arc::clone(&self.connected.random),
            )?);
            self.public = Some(api);
        }
        if !sockets.admin.is_empty() {
            let api = Arc::new(AdminApi::new(
                settings::admin(&configuration, hosts(self.admin_address)),
                admission,
                Arc::clone(&self.readiness),
                Arc::clone(metrics),
                Arc::clone(&self.connected.random),
            ));
            self.admin = Some(api);
        }
        Ok(())
    }

    /// Serves whoever has connected; a second call changes nothing.
    fn open(&mut self) -> Result<(), StartError> {
        let Some(sockets) = self.sockets.take() else { return Ok(()) };
        let settings = settings::server(&self.configuration);
        if let Some(api) = &self.public {
            let server = serve_public(sockets.public, Arc::clone(api), &settings)?;
            self.run(server);
        }
        if let Some(api) = &self.admin {
            let server = serve_admin(sockets.admin, Arc::clone(api), &settings)?;
            self.run(server);
        }
        Ok(())
    }

    /// Waits for the database, checks it, makes missing keys, and does the work from then on. If that takes long,
    /// the server is alive, not ready, and answers 503 to everything that needs the database meanwhile. May be given
    /// up.
    ///
    /// # Errors
    /// What waiting does not heal, as one clear line; the server does not become ready then.
    pub async fn start_work(&mut self, overrides: Overrides) -> Result<(), StartError> {
        let (listening, connected) = (self.addresses(), self.connected.clone());
        let configuration = Arc::clone(&self.configuration);
        let preparing = persist(&listening, connected.random.as_ref(), async || {
            let (configuration, connected) = (Arc::clone(&configuration), connected.clone());
            let mailer = overrides.mailer.clone();
            let prepared = spawn_blocking(move || database::prepare(&configuration, connected, mailer)).await;
            prepared.unwrap_or_else(|panic| Err(StartError::Database(format!("the start broke: {panic}"))))
        });
        let mut preparing = std::pin::pin!(preparing);
        let adapters = tokio::select! {
            adapters = &mut preparing => adapters?,
            () = sleep(Self::HEAD_START) => {
                self.open()?;
                preparing.await?
            }
        };
        self.work_with(&adapters)?;
        self.open()
    }

    fn work_with(&mut self, adapters: &Adapters) -> Result<(), StartError> {
        let configuration = &self.configuration;
        register_key_gauges(&self.metrics, &adapters.ring)?;
        let deliver = Arc::new(adapters.deliver_outbox());
        let outbox = OutboxWorker::start(&deliver, &adapters.bell, Self::OUTBOX_THREADS)?;
        self.work =
            Some(Work { outbox, background: Background::start(configuration, adapters, &self.gauge) });
        if let Some(api) = &self.public {
            let max_age = settings::delta(configuration.secrets.jwks_max_age);
            let jwk_set = KeyRingJwkSet::new(Arc::clone(&adapters.ring), max_age);
            api.start(adapters.use_cases(configuration), Arc::new(jwk_set));
        }
        if let Some(api) = &self.admin {
            api.start(adapters.admin_use_cases(configuration));
        }
        self.readiness.start();
        Ok(())
    }

    /// For the log.
    fn addresses(&self) -> String {
        let addresses = [self.public_address, self.admin_address];
        addresses.iter().flatten().map(ToString::to_string).collect::<Vec<_>>().join(", ")
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
    /// the configured grace. A server that still waits for its database ends without delay.
    pub async fn stop(self) {
        let server = &self.configuration.server;
        let (delay, grace) = (server.shutdown_delay, server.shutdown_grace);
        let end = Instant::now() + grace;
        self.readiness.drain();
        let outbox = match self.work {
            Some(Work { outbox, background }) => {
                sleep(delay.min(grace)).await;
                drop(background);
                Some(outbox)
            }
            None => None,
        };
        if timeout_at(end - Self::OUTBOX_SHARE.min(grace / 4), close(self.listeners)).await.is_err() {
            tracing::warn!("requests took longer than the grace and are left behind");
        }
        let Some(outbox) = outbox else { return };
        let left = end.saturating_duration_since(Instant::now());
        if let Err(error) = spawn_blocking(move || outbox.stop(left)).await {
            tracing::error!(%error, "the outbox could not be stopped");
        }
    }
}

/// Lets running requests end. All listeners are told before any is waited for: they share the grace.
async fn close(listeners: Vec<(ServerHandle, JoinHandle<std::io::Result<()>>)>) {
    let stopping: Vec<_> = listeners.iter().map(|(handle, _)| handle.stop(true)).collect();
    for stopped in stopping {
        stopped.await;
    }
    for (_, running) in listeners {
        match running.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "a listener ended with an error"),
            Err(error) => tracing::error!(%error, "a listener broke"),
        }
    }
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
