//! The server in this process, with captured mail.

use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};

use inkan_app::{Listeners, Overrides, Server, Sockets};
use inkan_postgres::TestDatabase;
use tokio::runtime::Builder;
use tokio::sync::oneshot;

use super::{Client, Mailbox, Settings, with_key};

/// Serves on free ports until it is dropped.
pub(crate) struct RunningServer {
    running: Running,
    pub(crate) public: Client,
    pub(crate) admin: Client,
    pub(crate) mailbox: Arc<Mailbox>,
    pub(crate) database: TestDatabase,
}

/// The thread that serves; ended when dropped.
struct Running {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl RunningServer {
    /// On a database of its own, as all settings are by default.
    pub(crate) fn start() -> Self {
        Self::start_with(|settings| settings)
    }

    /// With settings that are changed first; the secret stays.
    pub(crate) fn start_with(change: impl FnOnce(Settings) -> Settings) -> Self {
        Self::start_on(with_key(), change)
    }

    /// On this database.
    pub(crate) fn start_on(database: TestDatabase, change: impl FnOnce(Settings) -> Settings) -> Self {
        let settings = change(Settings::new(&database));
        let mailbox = Arc::<Mailbox>::default();
        let overrides = Overrides { mailer: Some(Arc::clone(&mailbox) as _) };
        let (started, addresses) = mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let thread = thread::spawn(move || {
            let configuration = settings.load();
            let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
            runtime.block_on(async {
                let sockets = Sockets::bind(&configuration, Listeners::All).unwrap();
                let server = Server::start(&configuration, sockets, overrides).await.unwrap();
                let addresses = (server.public_address().unwrap(), server.admin_address().unwrap());
                started.send(addresses).unwrap();
                // Whether asked to stop or forgotten by a test that failed: it ends.
                let _asked = stopped.await;
                server.stop().await;
            });
        });
        let (public, admin) = addresses.recv().expect("the server starts");
        Self {
            public: Client::new(public),
            admin: Client::new(admin),
            mailbox,
            running: Running { stop: Some(stop), thread: Some(thread) },
            database,
        }
    }

    /// Ends it in order; the database stays.
    pub(crate) fn stop(self) -> TestDatabase {
        drop(self.running);
        self.database
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            assert!(thread.join().is_ok() || thread::panicking(), "the server ends in order");
        }
    }
}
