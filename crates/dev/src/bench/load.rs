//! A closed loop: every connection waits for its answer before it asks again.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::interrupt::Interrupt;
use super::latency::Latencies;
use crate::Failure;
use crate::http_client::{Answer, Connection};

/// What is sent, and until when.
pub(super) struct Load<'a> {
    /// Whole requests, in their order.
    pub(super) requests: &'a [Vec<u8>],
    /// How many are sent at most; more than there are start over from the first.
    pub(super) most: usize,
    /// For how long at most.
    pub(super) time: Duration,
    /// Ends it early.
    pub(super) interrupt: &'a Interrupt,
}

/// What came of it.
#[derive(Default)]
pub(super) struct Outcome {
    /// Of all answers.
    pub(super) latencies: Latencies,
    /// From the first request to the last answer.
    pub(super) elapsed: Duration,
    /// How many answers had which status.
    pub(super) statuses: BTreeMap<u16, usize>,
    /// Answers by the place of their request, when they were kept.
    pub(super) answers: Vec<(usize, Answer)>,
}

impl Outcome {
    /// Fails unless every answer is a 200.
    pub(super) fn all_ok(self, what: &str) -> Result<Self, Failure> {
        if self.statuses.keys().all(|status| *status == 200) {
            return Ok(self);
        }
        Err(Failure::Bench(format!("{what}: not every answer was a 200: {:?}", self.statuses)))
    }
}

/// Opens connections.
pub(super) fn connect(address: SocketAddr, count: usize) -> std::io::Result<Vec<Connection>> {
    (0..count).map(|_| Connection::open(address)).collect()
}

impl Load<'_> {
    /// Sends over these connections, one thread each.
    pub(super) fn run(&self, connections: &mut [Connection], keep: bool) -> Result<Outcome, Failure> {
        let next = AtomicUsize::new(0);
        let started = Instant::now();
        let parts = thread::scope(|scope| {
            let threads: Vec<_> = connections
                .iter_mut()
                .map(|connection| scope.spawn(|| self.ask(connection, &next, started, keep)))
                .collect();
            threads.into_iter().map(thread::ScopedJoinHandle::join).collect::<Vec<_>>()
        });
        self.interrupt.check()?;
        let mut outcome = Outcome { elapsed: started.elapsed(), ..Outcome::default() };
        let mut latencies = Vec::new();
        for part in parts {
            let part = part.map_err(|_panic| Failure::Bench("a thread of the client broke".to_owned()))??;
            latencies.extend(part.latencies);
            outcome.answers.extend(part.answers);
            for (status, count) in part.statuses {
                *outcome.statuses.entry(status).or_default() += count;
            }
        }
        outcome.latencies = Latencies::new(latencies);
        Ok(outcome)
    }

    fn ask(
        &self,
        connection: &mut Connection,
        next: &AtomicUsize,
        started: Instant,
        keep: bool,
    ) -> Result<Part, Failure> {
        let mut part = Part::default();
        while started.elapsed() < self.time && !self.interrupt.came() {
            let place = next.fetch_add(1, Ordering::Relaxed);
            if place >= self.most || self.requests.is_empty() {
                break;
            }
            let Some(request) = self.requests.get(place % self.requests.len()) else { break };
            let sent = Instant::now();
            let answer = connection.exchange(request)?;
            part.latencies.push(sent.elapsed());
            *part.statuses.entry(answer.status).or_default() += 1;
            if keep {
                part.answers.push((place, answer));
            }
        }
        Ok(part)
    }
}

/// What one connection saw.
#[derive(Default)]
struct Part {
    latencies: Vec<Duration>,
    statuses: BTreeMap<u16, usize>,
    answers: Vec<(usize, Answer)>,
}
