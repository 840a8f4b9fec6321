//! Whether the server can do its work (contract B-18).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use actix_web::web;
use inkan_domain::Fault;
use tokio::sync::{Mutex, Semaphore};

type Check = Arc<dyn Fn() -> Result<(), Fault> + Send + Sync>;

/// Knows whether the database answers, and whether the server is about to end.
pub struct Readiness {
    is_started: AtomicBool,
    is_draining: AtomicBool,
    check: Check,
    /// Taken by the check that runs: one that hangs is not started a second time.
    running: Arc<Semaphore>,
    last: Mutex<Option<(Instant, bool)>>,
}

impl Readiness {
    const TIMEOUT: Duration = Duration::from_secs(1);
    const KEPT_FOR: Duration = Duration::from_secs(1);

    /// Takes the check of the database; it may block, and is asked once a second at most, and never before the
    /// start.
    #[must_use]
    pub fn new(check: impl Fn() -> Result<(), Fault> + Send + Sync + 'static) -> Self {
        Self {
            is_started: AtomicBool::new(false),
            is_draining: AtomicBool::new(false),
            check: Arc::new(check),
            running: Arc::new(Semaphore::new(1)),
            last: Mutex::new(None),
        }
    }

    /// The server does its work: from now on it is ready whenever the database is.
    pub fn start(&self) {
        self.is_started.store(true, Ordering::Release);
    }

    /// The server is about to end: it is not ready from now on.
    pub fn drain(&self) {
        self.is_draining.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.is_draining.load(Ordering::Relaxed)
    }

    /// Whether the server has started and the database answered within a second, as of the last second.
    pub(crate) async fn has_database(&self) -> bool {
        if !self.is_started.load(Ordering::Acquire) {
            return false;
        }
        let mut last = self.last.lock().await;
        if let Some((_, answer)) = last.filter(|(at, _)| at.elapsed() < Self::KEPT_FOR) {
            return answer;
        }
        let answer = self.ask().await;
        *last = Some((Instant::now(), answer));
        answer
    }

    async fn ask(&self) -> bool {
        let Ok(turn) = Arc::clone(&self.running).try_acquire_owned() else {
            tracing::warn!("the last check of the database is still running");
            return false;
        };
        let check = Arc::clone(&self.check);
        let checking = web::block(move || {
            let _turn = turn;
            check()
        });
        match tokio::time::timeout(Self::TIMEOUT, checking).await {
            Ok(Ok(Ok(()))) => true,
            Ok(Ok(Err(fault))) => {
                tracing::warn!(error = %fault, "the database is not ready");
                false
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "the check of the database broke");
                false
            }
            Err(_elapsed) => {
                tracing::warn!("the database did not answer in time");
                false
            }
        }
    }
}
