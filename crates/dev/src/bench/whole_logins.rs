//! Whole passcode logins: how many a second one after the other, and how long they take when half as many come.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::latency::Latencies;
use super::load::connect;
use super::mixed::{self, Mix};
use super::report::{half_rate, milliseconds, number};
use super::schedule::{Schedule, Share};
use super::server::Server;
use super::spread::Spread;
use super::tally::Mixed;
use super::workshop::Workshop;
use super::{Options, process, say};
use crate::Failure;
use crate::http_client::Connection;

/// More logins a second than two cores reach: so many accounts are taken.
const MOST_A_SECOND: u32 = 1_000;

/// Logins from the wish for a code to the session, the way of the mail included.
pub(super) struct WholeLogins {
    /// Connections that each log in anew as soon as a login is done.
    pub(super) closed: Spread,
    /// For how long.
    pub(super) elapsed: Duration,
    /// CPU time of server and database for all of them.
    pub(super) cpu: Duration,
    /// Logins that arrive half as often as that, timed from when they were due.
    pub(super) open: Mixed,
}

impl WholeLogins {
    /// Logins a second that were reached.
    pub(super) fn per_second(&self) -> f64 {
        number(self.closed.requests) / self.elapsed.as_secs_f64().max(f64::MIN_POSITIVE)
    }

    /// CPU milliseconds of server and database a login.
    pub(super) fn cpu_ms(&self) -> f64 {
        milliseconds(self.cpu) / number(self.closed.requests.max(1))
    }

    /// For programs; times in milliseconds.
    pub(super) fn to_json(&self) -> Value {
        json!({
            "per_second": self.per_second(),
            "cpu_ms": self.cpu_ms(),
            "closed": self.closed.to_json(),
            "open": self.open.to_json(),
        })
    }
}

/// First as many as can be, then half of that.
pub(super) fn measure(
    workshop: &Workshop,
    server: &Server,
    options: &Options,
) -> Result<WholeLogins, Failure> {
    say("whole logins");
    let seconds = options.seconds;
    let schedule = Schedule { rate: MOST_A_SECOND, seconds, share: Share::Logins };
    let mix = Mix::new(workshop, server, &[], schedule);
    let before = spent(workshop, server)?;
    let started = Instant::now();
    let closed = one_after_the_other(&mix, connect(server.address(), options.connections.into())?, seconds)?;
    let elapsed = started.elapsed();
    let cpu = spent(workshop, server)?.saturating_sub(before);
    workshop.interrupt.check()?;
    let rate = half_rate(closed.requests, elapsed);
    let open = mixed::measure(workshop, server, &[], Schedule { rate, ..schedule })?;
    Ok(WholeLogins { closed, elapsed, cpu, open })
}

fn spent(workshop: &Workshop, server: &Server) -> Result<Duration, Failure> {
    Ok(process::cpu(server.pid())? + workshop.database.cpu()?)
}

fn one_after_the_other(mix: &Mix<'_>, connections: Vec<Connection>, seconds: u64) -> Result<Spread, Failure> {
    let end = Instant::now() + Duration::from_secs(seconds);
    let parts = thread::scope(|scope| {
        let work = |connection| scope.spawn(move || log_in_until(mix, connection, end));
        let threads: Vec<_> = connections.into_iter().map(work).collect();
        threads.into_iter().map(thread::ScopedJoinHandle::join).collect::<Vec<_>>()
    });
    let (mut latencies, mut errors) = (Vec::new(), 0);
    for part in parts {
        let (times, failed) =
            part.map_err(|_panic| Failure::Bench("a thread of the client broke".to_owned()))??;
        latencies.extend(times);
        errors += failed;
    }
    Ok(Spread::of(&Latencies::new(latencies), errors))
}

/// Times of those that succeeded, and how many did not.
fn log_in_until(
    mix: &Mix<'_>,
    mut connection: Connection,
    end: Instant,
) -> Result<(Vec<Duration>, usize), Failure> {
    let (mut times, mut failed) = (Vec::new(), 0);
    while Instant::now() < end {
        let began = Instant::now();
        if mix.login(&mut connection)? {
            times.push(began.elapsed());
        } else {
            failed += 1;
        }
    }
    Ok((times, failed))
}
