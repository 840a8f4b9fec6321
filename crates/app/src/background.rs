//! Work that goes on beside requests: keys are read anew, what is worthless is removed, gauges are filled.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use inkan_config::Configuration;
use inkan_domain::cleanup::{CleanUp, CleanupTable};
use inkan_domain::outbox::OutboxBacklog;
use inkan_domain::signing_key::{RotateSigningKeys, RotationStep};
use inkan_domain::{Clock, Fault, Storage};
use inkan_http::{Metrics, MetricsError};
use inkan_persistence::PgStorage;
use inkan_token::KeyRing;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::wiring::Adapters;

/// The size of the outbox as last seen; -1 while nobody has looked.
#[derive(Default)]
pub(crate) struct OutboxGauge {
    depth: AtomicI64,
    oldest_seconds: AtomicI64,
}

impl OutboxGauge {
    fn set(&self, backlog: OutboxBacklog, clock: &dyn Clock) {
        let age = backlog.oldest.map_or(0, |oldest| (clock.now() - oldest).num_seconds().max(0));
        self.depth.store(backlog.depth, Ordering::Relaxed);
        self.oldest_seconds.store(age, Ordering::Relaxed);
    }
}

/// Shows pool and outbox in the metrics.
pub(crate) fn register_gauges(
    metrics: &Metrics,
    database: &PgStorage,
    outbox: &Arc<OutboxGauge>,
) -> Result<(), MetricsError> {
    let pool = |read: fn(&PgStorage) -> u32| {
        let database = database.clone();
        move || f64::from(read(&database))
    };
    metrics.register_gauge(
        "inkan_db_pool_connections",
        "Connections of the pool.",
        pool(|database| database.pool_state().connections),
    )?;
    metrics.register_gauge(
        "inkan_db_pool_idle",
        "Connections of the pool that nobody uses.",
        pool(|database| database.pool_state().idle),
    )?;
    metrics.register_gauge(
        "inkan_db_pool_max",
        "Connections that the pool may have.",
        pool(|database| database.pool_state().max),
    )?;
    let shown = |read: fn(&OutboxGauge) -> &AtomicI64| {
        let outbox = Arc::clone(outbox);
        move || f64::from(i32::try_from(read(&outbox).load(Ordering::Relaxed)).unwrap_or(i32::MAX))
    };
    metrics.register_gauge(
        "inkan_mail_outbox_size",
        "Mails that wait to be delivered.",
        shown(|outbox| &outbox.depth),
    )?;
    metrics.register_gauge(
        "inkan_mail_outbox_oldest_seconds",
        "Age of the mail that has waited longest.",
        shown(|outbox| &outbox.oldest_seconds),
    )
}

/// Shows how old the signing keys are.
pub(crate) fn register_key_gauges(metrics: &Metrics, ring: &Arc<KeyRing>) -> Result<(), MetricsError> {
    let seconds = |age: fn(&KeyRing) -> TimeDelta| {
        let ring = Arc::clone(ring);
        move || f64::from(i32::try_from(age(&ring).num_seconds()).unwrap_or(i32::MAX))
    };
    metrics.register_gauge(
        "inkan_signing_keys_refreshed_seconds",
        "For how long the signing keys in memory have not been confirmed by the database.",
        seconds(KeyRing::age),
    )?;
    metrics.register_gauge(
        "inkan_signing_key_age_seconds",
        "For how long the key that signs has done so.",
        seconds(KeyRing::signing_age),
    )
}

/// Publishes the next signing key when it is time, and removes those that nobody needs.
fn advance_keys(rotation: &RotateSigningKeys, ring: &KeyRing) {
    match rotation.advance() {
        Ok(step) => {
            if let Some(next) = &step.published {
                tracing::info!(kid = next.kid, signs_from = %next.signs_from, "the next signing key is published");
            }
            for kid in &step.removed {
                tracing::info!(kid, "a retired signing key is gone");
            }
            if step != RotationStep::default() {
                ring.refresh();
            }
        }
        Err(fault) => tracing::warn!(%fault, "the rotation of signing keys failed and is tried again"),
    }
}

/// Tasks that run until they are dropped.
pub(crate) struct Background(Vec<JoinHandle<()>>);

impl Background {
    /// Starts the tasks on the current runtime.
    pub(crate) fn start(
        configuration: &Configuration,
        adapters: &Adapters,
        gauge: &Arc<OutboxGauge>,
    ) -> Self {
        let clean_up = adapters.background_clean_up(configuration);
        let ring = Arc::clone(&adapters.ring);
        let keys = every(Duration::from_secs(5), move || ring.refresh());
        let (rotation, ring) = (Arc::clone(&adapters.rotation), Arc::clone(&adapters.ring));
        let advance = move || advance_keys(&rotation, &ring);
        let rotation = every_from(Instant::now(), Duration::from_secs(60), advance);
        let (storage, clock) = (Arc::clone(&adapters.storage), Arc::clone(&adapters.clock));
        let gauge = Arc::clone(gauge);
        let outbox = every(Duration::from_secs(10), move || {
            log("outbox", look_at_outbox(storage.as_ref(), clock.as_ref(), &gauge));
        });
        let clock = Arc::clone(&adapters.clock);
        let limiter = adapters.shared_limiter.clone();
        let limits =
            every(Duration::from_secs(60), move || log("rate limits", limiter.remove_stale(clock.now())));
        let clean_up =
            clean_up.map(|clean_up| every(configuration.cleanup.interval, move || run_clean_up(&clean_up)));
        Self([keys, rotation, outbox, limits].into_iter().chain(clean_up).collect())
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        for task in &self.0 {
            task.abort();
        }
    }
}

fn look_at_outbox(storage: &dyn Storage, clock: &dyn Clock, gauge: &OutboxGauge) -> Result<u64, Fault> {
    let mut direct = storage.direct()?;
    let removed = direct.outbox().remove_expired(clock.now())?;
    gauge.set(direct.outbox().backlog()?, clock);
    Ok(removed)
}

/// One replica at a time cleans up; the others leave it to that one.
fn run_clean_up(clean_up: &CleanUp) {
    match clean_up.execute(&CleanupTable::ALL, &mut |_, _| {}) {
        Ok(report) => {
            for (table, removed) in report.rows.into_iter().filter(|(_, removed)| *removed > 0) {
                tracing::info!(table = table.as_str(), removed, "removed what has ended");
            }
        }
        Err(fault) => tracing::warn!(%fault, "the clean-up failed and is tried again"),
    }
}

fn log(what: &str, outcome: Result<u64, Fault>) {
    match outcome {
        Ok(0) => {}
        Ok(removed) => tracing::info!(what, removed, "removed what nobody needs any more"),
        Err(fault) => tracing::warn!(what, %fault, "the clean-up failed and is tried again"),
    }
}

/// Runs blocking work again and again, the first time after one period.
fn every(period: Duration, work: impl Fn() + Send + Sync + 'static) -> JoinHandle<()> {
    every_from(Instant::now() + period, period, work)
}

/// Runs blocking work again and again, the first time at this moment.
fn every_from(first: Instant, period: Duration, work: impl Fn() + Send + Sync + 'static) -> JoinHandle<()> {
    let work = Arc::new(work);
    tokio::spawn(async move {
        let mut ticks = interval_at(first, period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let work = Arc::clone(&work);
            if let Err(error) = tokio::task::spawn_blocking(move || work()).await {
                tracing::error!(%error, "background work broke");
            }
        }
    })
}
