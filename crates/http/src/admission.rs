//! How use cases, which block, run beside requests, which must not.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::web;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{ApiError, internal};

/// Lets so many use cases run at a time in the whole process: as many as there are database connections, or,
/// for those that hash passwords, as there are cores. Who waits for a place holds no thread.
#[derive(Debug)]
pub struct Admission {
    places: Arc<Semaphore>,
    timeout: Duration,
    waiting: AtomicUsize,
    most_waiting: usize,
}

impl Admission {
    /// So many places, at least one, and how long a request waits for one. Any number may wait.
    #[must_use]
    pub fn new(places: usize, timeout: Duration) -> Self {
        Self::with_queue(places, timeout, usize::MAX)
    }

    /// The same with a bounded queue: who comes when `most_waiting` requests wait is refused at once.
    #[must_use]
    pub fn with_queue(places: usize, timeout: Duration, most_waiting: usize) -> Self {
        let places = Arc::new(Semaphore::new(places.clamp(1, Semaphore::MAX_PERMITS)));
        Self { places, timeout, waiting: AtomicUsize::new(0), most_waiting }
    }

    /// How many requests wait for a place.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Runs one whole use case on the blocking pool, inside the request's span.
    pub(crate) async fn run<T, E>(
        &self,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<Result<T, E>, ApiError>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let place = self.place().await?;
        let span = tracing::Span::current();
        let running = web::block(move || {
            // The place is free again when the work is done, even if the client has gone meanwhile.
            let _place = place;
            span.in_scope(work)
        });
        running.await.map_err(|error| internal(&error))
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Ok(place);
        }
        let Some(_turn) = Turn::take(&self.waiting, self.most_waiting) else {
            tracing::warn!("too many requests wait for a place");
            return Err(ApiError::Unavailable);
        };
        let waiting = Arc::clone(&self.places).acquire_owned();
        if let Ok(Ok(place)) = tokio::time::timeout(self.timeout, waiting).await {
            return Ok(place);
        }
        tracing::warn!("no place for a use case in time");
        Err(ApiError::Unavailable)
    }
}

/// One who waits; given up when dropped, however the waiting ends.
struct Turn<'queue>(&'queue AtomicUsize);

impl<'queue> Turn<'queue> {
    fn take(waiting: &'queue AtomicUsize, most: usize) -> Option<Self> {
        let next = |waiting: usize| (waiting < most).then_some(waiting + 1);
        waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).is_ok().then(|| Self(waiting))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
