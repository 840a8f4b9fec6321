//! How use cases, which block, run beside requests, which must not.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{ApiError, internal};

/// Lets as many use cases run at a time as there are database connections, in the whole process. Who waits
/// for a place holds no thread.
#[derive(Debug)]
pub struct Admission {
    places: Arc<Semaphore>,
    timeout: Duration,
}

impl Admission {
    /// So many places, at least one, and how long a request waits for one.
    #[must_use]
    pub fn new(places: usize, timeout: Duration) -> Self {
        Self { places: Arc::new(Semaphore::new(places.max(1))), timeout }
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
        let waiting = Arc::clone(&self.places).acquire_owned();
        if let Ok(Ok(place)) = tokio::time::timeout(self.timeout, waiting).await {
            return Ok(place);
        }
        tracing::warn!("no place for a use case in time");
        Err(ApiError::Unavailable)
    }
}
