//! Many logins at the same moment.

use std::sync::Barrier;
use std::thread;
use std::time::Instant;

use super::load::connect;
use super::report::Burst;
use super::server::Server;
use super::workshop::Workshop;
use super::{logins, say};
use crate::Failure;

/// Logins of the burst, and sessions of the memory measurement.
pub(super) const MANY: usize = 256;

/// Sends 256 right codes at once, each over a connection of its own.
pub(super) fn measure(workshop: &Workshop, server: &Server) -> Result<Burst, Failure> {
    say("256 finalizes at once");
    let requests = logins::finalize_requests(workshop, server, MANY)?;
    let mut connections = connect(server.address(), requests.len())?;
    let barrier = Barrier::new(requests.len() + 1);
    let (started, answers) = thread::scope(|scope| {
        let threads: Vec<_> = connections
            .iter_mut()
            .zip(&requests)
            .map(|(connection, request)| {
                let barrier = &barrier;
                scope.spawn(move || {
                    barrier.wait();
                    connection.exchange(request).map(|answer| answer.status)
                })
            })
            .collect();
        barrier.wait();
        let started = Instant::now();
        (started, threads.into_iter().map(thread::ScopedJoinHandle::join).collect::<Vec<_>>())
    });
    let elapsed = started.elapsed();
    workshop.interrupt.check()?;
    let mut burst = Burst { elapsed, ..Burst::default() };
    for answer in answers {
        match answer {
            Ok(Ok(status)) => *burst.statuses.entry(status).or_default() += 1,
            Ok(Err(_)) | Err(_) => burst.unanswered += 1,
        }
    }
    Ok(burst)
}
