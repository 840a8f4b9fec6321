//! The way to the database: a pool of connections.

use std::sync::Arc;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use inkan_domain::outbox::Sealer;
use inkan_domain::{Fault, Repositories, Storage, UnitOfWork};
use r2d2::{Pool, PooledConnection};

use crate::PoolSettings;
use crate::fault::fault;
use crate::pool::{Connecting, Link, LogConnectionErrors};
use crate::repositories::PgRepositories;

/// The database behind a pool. Cheap to clone; all clones share the pool.
#[derive(Clone)]
pub struct PgStorage {
    pool: Pool<Connecting>,
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

    /// Sets the pool up. The database need not be there yet: whoever asks for a connection learns of it.
    ///
    /// # Errors
    /// When the settings contradict each other.
    pub fn connect(settings: &PoolSettings, sealer: Arc<dyn Sealer>) -> Result<Self, Fault> {
        settings.check()?;
        let limit = |time: Duration| (!time.is_zero()).then_some(time);
        let pool = Pool::builder()
            .max_size(settings.max)
            .min_idle(Some(settings.min))
            .idle_timeout(limit(settings.idle))
            .max_lifetime(limit(settings.lifetime))
            .connection_timeout(settings.acquire_timeout)
            .test_on_check_out(false)
            .error_handler(Box::new(LogConnectionErrors))
            .build_unchecked(Connecting { conninfo: settings.conninfo() });
        Ok(Self { pool, sealer })
    }

    /// What the pool holds, for metrics.
    #[must_use]
    pub fn pool_state(&self) -> PoolState {
        let state = self.pool.state();
        PoolState { connections: state.connections, idle: state.idle_connections, max: self.pool.max_size() }
    }

    /// A connection on which every statement stands for itself.
    pub(crate) fn take(&self) -> Result<PgRepositories, Fault> {
        let link = self.pool.get().map_err(Fault::unavailable)?;
        Ok(PgRepositories::new(link, Arc::clone(&self.sealer)))
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
    /// Connections that were lost while they lay in the pool are replaced here: nothing has been done with
    /// them yet, so nobody needs to know.
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
