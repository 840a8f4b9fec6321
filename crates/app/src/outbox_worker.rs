//! Threads that deliver what waits in the outbox.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use inkan_domain::outbox::{DeliverOutbox, OutboxSignal};

/// What the bell knows.
#[derive(Default)]
struct State {
    rings: u32,
    stop_by: Option<Instant>,
    working: usize,
}

/// Wakes sleeping threads, one a ring.
#[derive(Default)]
pub(crate) struct Bell {
    state: Mutex<State>,
    changed: Condvar,
}

impl Bell {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a ring, at most this long; `false` when the thread has to end.
    fn wait(&self, at_most: Duration) -> bool {
        let state = self.lock();
        let (mut state, _) = self
            .changed
            .wait_timeout_while(state, at_most, |state| state.rings == 0 && state.stop_by.is_none())
            .unwrap_or_else(PoisonError::into_inner);
        state.rings = state.rings.saturating_sub(1);
        state.stop_by.is_none()
    }

    /// Whether the time for the last deliveries is over.
    fn is_too_late(&self) -> bool {
        self.lock().stop_by.is_some_and(|stop_by| stop_by <= now())
    }
}

impl OutboxSignal for Bell {
    fn wake(&self) {
        let mut state = self.lock();
        if state.rings == 0 {
            state.rings = 1;
            drop(state);
            self.changed.notify_one();
        }
    }
}

/// The threads. Under load one thread takes whole batches; only a full batch wakes another one.
pub(crate) struct OutboxWorker {
    bell: Arc<Bell>,
    threads: Vec<JoinHandle<()>>,
}

impl OutboxWorker {
    /// Looks without being woken this often: for messages of processes that died, and for retries.
    const POLL: Duration = Duration::from_secs(1);

    /// Starts the threads.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub(crate) fn start(
        deliver: &Arc<DeliverOutbox>,
        bell: &Arc<Bell>,
        threads: usize,
    ) -> std::io::Result<Self> {
        bell.lock().working = threads;
        let spawn = |number: usize| {
            let (deliver, bell) = (Arc::clone(deliver), Arc::clone(bell));
            // One thread polls for all: the others only help when a batch was full.
            let poll = if number == 0 { Self::POLL } else { Duration::from_secs(60 * 60) };
            thread::Builder::new().name(format!("outbox-{number}")).spawn(move || work(&deliver, &bell, poll))
        };
        let threads = (0..threads).map(spawn).collect::<Result<_, _>>()?;
        Ok(Self { bell: Arc::clone(bell), threads })
    }

    /// Delivers what waits, for at most this long, and ends the threads. A thread that hangs in a delivery
    /// is left behind; its messages become due again by themselves.
    pub(crate) fn stop(self, within: Duration) {
        let stop_by = now() + within;
        self.bell.lock().stop_by = Some(stop_by);
        self.bell.changed.notify_all();
        let state = self.bell.lock();
        let (state, timeout) = self
            .bell
            .changed
            .wait_timeout_while(state, within, |state| state.working > 0)
            .unwrap_or_else(PoisonError::into_inner);
        drop(state);
        if timeout.timed_out() {
            tracing::warn!("the outbox is not empty: what waits is delivered after the next start");
            return;
        }
        for thread in self.threads {
            if thread.join().is_err() {
                tracing::error!("a thread of the outbox ended with a panic");
            }
        }
    }
}

/// Counts a thread out, however it ends.
struct Shift<'bell>(&'bell Bell);

impl Drop for Shift<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.working = state.working.saturating_sub(1);
        drop(state);
        self.0.changed.notify_all();
    }
}

fn work(deliver: &DeliverOutbox, bell: &Bell, poll: Duration) {
    let _shift = Shift(bell);
    let mut is_failing = false;
    loop {
        let goes_on = bell.wait(poll);
        deliver_all(deliver, bell, &mut is_failing);
        if !goes_on {
            return;
        }
    }
}

/// Delivers batches until one is not full. A fault leaves the rest to the next round; the first of a row of
/// them is logged.
fn deliver_all(deliver: &DeliverOutbox, bell: &Bell, is_failing: &mut bool) {
    loop {
        match deliver.execute() {
            Ok(report) => {
                *is_failing = false;
                if !report.is_full || bell.is_too_late() {
                    return;
                }
                bell.wake();
            }
            Err(fault) => {
                if !std::mem::replace(is_failing, true) {
                    tracing::error!(%fault, "the outbox cannot be read and is looked at again");
                }
                return;
            }
        }
    }
}

fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use chrono::TimeDelta;
    use inkan_domain::fakes::{CountingRandom, FakeMailer, FakeStorage, FixedClock, an_address, id, moment};
    use inkan_domain::outbox::{DeliverOutbox, NewMessage, OutboxMessage, OutboxSignal, PasscodeMail};
    use inkan_domain::passcode::Code;
    use inkan_domain::{Language, OutboxId, Storage};

    use super::{Bell, OutboxWorker};

    fn a_message(number: u128) -> NewMessage {
        NewMessage {
            id: OutboxId::new(id(number)),
            message: OutboxMessage::PasscodeMail(PasscodeMail {
                to: an_address(number),
                language: Language::English,
                code: Code::typed("123456".to_owned()),
                lifetime_seconds: 300,
            }),
            created_at: moment(0),
            expires_at: moment(300),
        }
    }

    #[test]
    fn everything_that_waits_is_delivered_before_the_threads_end() {
        let storage = Arc::new(FakeStorage::default());
        let mailer = Arc::new(FakeMailer::default());
        let deliver = Arc::new(DeliverOutbox {
            storage: Arc::clone(&storage) as Arc<dyn Storage>,
            mailer: Arc::clone(&mailer) as _,
            clock: Arc::new(FixedClock::at(moment(1))),
            random: Arc::new(CountingRandom::default()),
            most: 4,
            lease: TimeDelta::seconds(30),
            longest_delivery: TimeDelta::seconds(15),
        });
        let bell = Arc::new(Bell::default());
        let worker = OutboxWorker::start(&deliver, &bell, 3).unwrap();
        for number in 0..50 {
            storage.direct().unwrap().outbox().add(&a_message(number)).unwrap();
            bell.wake();
        }
        worker.stop(Duration::from_secs(20));
        assert_eq!(mailer.accepted().len(), 50);
        assert!(storage.with(|state| state.outbox.is_empty()));
    }
}
