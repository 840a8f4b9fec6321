//! The way to the database: a pool of connections.

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use inkan_domain::outbox::Sealer;
use inkan_domain::{Fault, Repositories, Storage, UnitOfWork};
use r2d2::{NopErrorHandler, Pool, PooledConnection};

use crate::PoolSettings;
use crate::fault::fault;
use crate::pool::{Connecting, Link, Outage};
use crate::repositories::PgRepositories;

/// The database behind a pool. Cheap to clone; all clones share the pool.
#[derive(Clone)]
pub struct PgStorage {
    pool: Pool<Connecting>,
    outage: Arc<Outage>,
    acquire_timeout: Duration,
    sealer: Arc<dyn Sealer>,
}

/// What the pool holds at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolState {
    /// Connections there are.
    pub connections: u32,
    /// Those of them that nobody uses.
    pub idle: u32,
    /// Connections there may be.
    pub max: u32,
}

impl PgStorage {
    /// Half of the second that [`Storage::check`] may take: one half to get a connection, one to use it.
    const CHECK_HALF: Duration = Duration::from_millis(500);
    /// The pool tries to make a connection again after half of this at the latest, however long others wait.
    const RETRY_WITHIN: Duration = Duration::from_secs(1);
    /// Wait for a connection when there has been none for as long as anybody would wait.
    const MOMENT: Duration = Duration::from_millis(50);

    /// Sets the pool up. The database need not be there yet: whoever asks for a connection learns of it.
    ///
    /// # Errors
    /// When the settings contradict each other.
    pub fn connect(settings: &PoolSettings, sealer: Arc<dyn Sealer>) -> Result<Self, Fault> {
        settings.check()?;
        let limit = |time: Duration| (!time.is_zero()).then_some(time);
        let outage = Arc::<Outage>::default();
        let connecting = Connecting { conninfo: settings.conninfo(), outage: Arc::clone(&outage) };
        let pool = Pool::builder()
            .max_size(settings.max)
            .min_idle(Some(settings.min))
            .idle_timeout(limit(settings.idle))
            .max_lifetime(limit(settings.lifetime))
            .connection_timeout(settings.acquire_timeout.min(Self::RETRY_WITHIN))
            .test_on_check_out(true)
            .error_handler(Box::new(NopErrorHandler))
            .build_unchecked(connecting);
        Ok(Self { pool, outage, acquire_timeout: settings.acquire_timeout, sealer })
    }

    /// What the pool holds, for metrics.
    #[must_use]
    pub fn pool_state(&self) -> PoolState {
        let state = self.pool.state();
        PoolState { connections: state.connections, idle: state.idle_connections, max: self.pool.max_size() }
    }

    /// A connection on which every statement stands for itself.
    pub(crate) fn take(&self) -> Result<PgRepositories, Fault> {
        let link = self.pool.get_timeout(self.patience()).map_err(Fault::unavailable)?;
        Ok(PgRepositories::new(link, Arc::clone(&self.sealer)))
    }

    /// How long to wait for a connection. While the database cannot be reached, nobody is kept waiting beyond
    /// the time that the first one to notice had: whoever comes later, or waited elsewhere before, waits less.
    fn patience(&self) -> Duration {
        match self.outage.age(Instant::now()) {
            Some(age) if self.pool.state().connections == 0 => {
                self.acquire_timeout.saturating_sub(age).max(Self::MOMENT.min(self.acquire_timeout))
            }
            _ => self.acquire_timeout,
        }
    }

    fn ask_for_life(link: &mut PooledConnection<Connecting>) -> Result<(), Fault> {
        let Link { connection, is_lost } = &mut **link;
        let question = format!(
            "SET LOCAL statement_timeout = {}; SELECT 'public.users'::regclass, 'inkan.outbox'::regclass",
            Self::CHECK_HALF.as_millis(),
        );
        connection.batch_execute(&question).map_err(|error| {
            *is_lost |= crate::fault::is_connection_lost(&error);
            Fault::unavailable(fault(&error))
        })
    }
}

impl Storage for PgStorage {
    /// A connection whose loss shows only now is replaced here: nothing has been done with it yet, so nobody
    /// needs to know.
    fn begin(&self) -> Result<Box<dyn UnitOfWork + '_>, Fault> {
        for _ in 0..self.pool.max_size() {
            let mut repositories = self.take()?;
            match repositories.begin() {
                Err(_) if repositories.is_lost() => {}
                begun => {
                    begun?;
                    return Ok(Box::new(repositories));
                }
            }
        }
        let mut repositories = self.take()?;
        repositories.begin()?;
        Ok(Box::new(repositories))
    }

    fn direct(&self) -> Result<Box<dyn Repositories + '_>, Fault> {
        Ok(Box::new(self.take()?))
    }

    fn check(&self) -> Result<(), Fault> {
        let mut link = self.pool.get_timeout(Self::CHECK_HALF).map_err(Fault::unavailable)?;
        Self::ask_for_life(&mut link)
    }
}
