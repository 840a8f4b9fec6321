//! A few threads for slow work, and a bound on who waits for them.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};

use inkan_domain::Fault;
use tracing::Span;

use crate::priority::give_way;

type Job = Box<dyn FnOnce() + Send>;

/// Its threads end when it is dropped.
pub(crate) struct Pool {
    /// `None` only while it is dropped.
    jobs: Option<Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
    places: Arc<Places>,
}

/// Counts those whose work runs or waits.
struct Places {
    taken: AtomicUsize,
    threads: usize,
    most: usize,
}

/// A place that is taken until this is dropped.
struct Place(Arc<Places>);

impl Pool {
    pub(crate) fn start(threads: usize, most_waiting: usize) -> io::Result<Self> {
        let threads = threads.max(1);
        let (sender, receiver) = channel();
        let receiver = Arc::new(Mutex::new(receiver));
        let places =
            Places { taken: AtomicUsize::new(0), threads, most: threads.saturating_add(most_waiting) };
        let mut pool = Self { jobs: Some(sender), threads: Vec::new(), places: Arc::new(places) };
        for _ in 0..threads {
            let receiver = Arc::clone(&receiver);
            let thread = Builder::new().name("inkan-password".to_owned()).spawn(move || work(&receiver))?;
            pool.threads.push(thread);
        }
        Ok(pool)
    }

    /// Runs the work on one of the threads and waits for it.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] when as many wait already as may.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let place = self.places.take().ok_or_else(|| Fault::unavailable("too many passwords wait"))?;
        let (answer, answered) = sync_channel(1);
        let span = Span::current();
        let job = move || {
            let outcome = span.in_scope(work);
            drop(place);
            drop(answer.send(outcome));
        };
        let jobs = self.jobs.as_ref().ok_or_else(|| Fault::internal("the hashing threads ended"))?;
        jobs.send(Box::new(job)).map_err(|_unsent| Fault::internal("the hashing threads ended"))?;
        answered.recv().map_err(|_panicked| Fault::internal("hashing broke off"))
    }

    /// How many wait for a thread.
    pub(crate) fn waiting(&self) -> usize {
        self.places.taken.load(Ordering::Relaxed).saturating_sub(self.places.threads)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.jobs = None;
        for thread in self.threads.drain(..) {
            drop(thread.join());
        }
    }
}

impl Places {
    fn take(self: &Arc<Self>) -> Option<Place> {
        let next = |taken: usize| (taken < self.most).then_some(taken.saturating_add(1));
        let taken = self.taken.fetch_update(Ordering::AcqRel, Ordering::Acquire, next);
        taken.is_ok().then(|| Place(Arc::clone(self)))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.taken.fetch_sub(1, Ordering::AcqRel);
    }
}

/// What each thread does until nobody can send any more. A job that panics ends alone.
fn work(jobs: &Mutex<Receiver<Job>>) {
    give_way();
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        drop(catch_unwind(AssertUnwindSafe(job)));
    }
}

#[cfg(test)]
mod tests {
    use std::cell::OnceCell;
    use std::sync::mpsc::{Sender, TryRecvError, channel};
    use std::thread::{self, Scope};

    use inkan_domain::Fault;

    use super::Pool;

    /// Keeps a thread of the pool busy until the sender is dropped; returns once it is.
    fn occupy<'scope, 'pool: 'scope>(scope: &'scope Scope<'scope, 'pool>, pool: &'pool Pool) -> Sender<()> {
        let (started, is_started) = channel();
        let (release, is_released) = channel::<()>();
        scope.spawn(move || {
            pool.run(move || {
                started.send(()).unwrap();
                assert!(is_released.recv().is_err());
            })
            .unwrap();
        });
        is_started.recv().unwrap();
        release
    }

    #[test]
    fn work_comes_back() {
        let pool = Pool::start(2, 0).unwrap();
        assert_eq!(pool.run(|| 6 * 7).unwrap(), 42);
        assert_eq!(pool.run(|| "again").unwrap(), "again");
    }

    #[test]
    fn who_finds_no_place_is_turned_away_at_once() {
        let pool = Pool::start(2, 0).unwrap();
        thread::scope(|scope| {
            let _first = occupy(scope, &pool);
            let second = occupy(scope, &pool);
            assert!(matches!(pool.run(|| ()), Err(Fault::Unavailable(_))));
            assert_eq!(pool.waiting(), 0);
            drop(second);
        });
        assert!(pool.run(|| ()).is_ok());
    }

    #[test]
    fn as_many_wait_as_may() {
        let pool = Pool::start(1, 2).unwrap();
        thread::scope(|scope| {
            let busy = occupy(scope, &pool);
            let waiters = [scope.spawn(|| pool.run(|| 1)), scope.spawn(|| pool.run(|| 2))];
            while pool.waiting() < 2 {
                thread::yield_now();
            }
            assert!(matches!(pool.run(|| 3), Err(Fault::Unavailable(_))));
            drop(busy);
            let answers = waiters.map(|waiter| waiter.join().unwrap().unwrap());
            assert_eq!(answers, [1, 2]);
        });
        assert_eq!(pool.waiting(), 0);
    }

    #[test]
    fn a_place_is_free_again_when_the_answer_is_there() {
        let pool = Pool::start(1, 0).unwrap();
        for number in 0..1000 {
            assert_eq!(pool.run(move || number).unwrap(), number);
        }
    }

    #[test]
    fn work_that_panics_takes_neither_the_thread_nor_the_place() {
        let pool = Pool::start(1, 0).unwrap();
        for _ in 0..2 {
            let broken = pool.run(|| assert_eq!(1, 2, "on purpose"));
            assert!(matches!(broken, Err(Fault::Internal(_))));
        }
        assert_eq!(pool.run(|| 1).unwrap(), 1);
    }

    #[test]
    fn the_threads_end_with_the_pool() {
        thread_local! { static ALIVE: OnceCell<Sender<()>> = const { OnceCell::new() } }
        let pool = Pool::start(1, 0).unwrap();
        let (alive, until_it_ends) = channel();
        pool.run(move || ALIVE.with(|slot| slot.set(alive).unwrap())).unwrap();
        assert_eq!(until_it_ends.try_recv(), Err(TryRecvError::Empty));
        drop(pool);
        assert_eq!(until_it_ends.try_recv(), Err(TryRecvError::Disconnected));
    }
}
