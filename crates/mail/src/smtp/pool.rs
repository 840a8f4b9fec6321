//! Connections that wait for the next mail.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::connection::Connection;

struct Idle {
    connection: Connection,
    since: Instant,
}

/// A handful of idle connections, the one that was used last on top.
pub(super) struct Pool {
    idle: Mutex<Vec<Idle>>,
    longest_idle: Duration,
}

impl Pool {
    /// Most connections that wait.
    const MOST: usize = 8;

    /// An empty pool whose connections may wait so long.
    pub(super) const fn new(longest_idle: Duration) -> Self {
        Self { idle: Mutex::new(Vec::new()), longest_idle }
    }

    /// A connection that did not wait too long.
    pub(super) fn take(&self) -> Option<Connection> {
        let last = self.lock().pop()?;
        if last.since.elapsed() >= self.longest_idle {
            last.connection.close_in_background();
            return None;
        }
        Some(last.connection)
    }

    /// Keeps a connection for the next mail, unless enough wait already.
    pub(super) fn keep(&self, connection: Connection) {
        let mut idle = self.lock();
        if idle.len() >= Self::MOST || self.longest_idle.is_zero() {
            return connection.close_in_background();
        }
        idle.push(Idle { connection, since: Instant::now() });
    }

    /// Closes connections that waited too long, until the pool is gone.
    pub(super) async fn tidy(pool: Weak<Self>, every: Duration) {
        loop {
            tokio::time::sleep(every).await;
            let Some(overdue) = pool.upgrade().map(|pool: Arc<Self>| pool.take_overdue()) else {
                return;
            };
            for connection in overdue {
                connection.close().await;
            }
        }
    }

    fn take_overdue(&self) -> Vec<Connection> {
        let mut idle = self.lock();
        let overdue = |waiting: &mut Idle| waiting.since.elapsed() >= self.longest_idle;
        idle.extract_if(.., overdue).map(|waiting| waiting.connection).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
