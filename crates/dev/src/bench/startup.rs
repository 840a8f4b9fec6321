//! How fast the server starts, and how much memory it takes.

use std::time::Duration;

use super::latency::median;
use super::load::connect;
use super::process::resident_bytes;
use super::report::Memory;
use super::say;
use super::server::Server;
use super::workshop::Workshop;
use crate::Failure;
use crate::http_client::{bearer, get};

/// Connections of the memory measurement.
const CONNECTED: [usize; 3] = [100, 256, 1000];
const STARTS: usize = 5;

/// Median time from the start of the process to the first 200 of `/health/ready`, on a migrated database.
pub(super) fn time(workshop: &Workshop) -> Result<Duration, Failure> {
    say("the start");
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let (server, time) = workshop.time_server()?;
        server.stop()?;
        times.push(time);
    }
    Ok(median(times))
}

/// Memory right after the start, and with more and more open connections that each validated a session, one after
/// the other.
pub(super) fn memory(workshop: &Workshop, server: &Server, tokens: &[String]) -> Result<Memory, Failure> {
    say("memory");
    let idle = resident_bytes(server.pid())?;
    let requests: Vec<_> = tokens.iter().map(|token| get("/sessions/validate", &bearer(token))).collect();
    let (mut open, mut connected) = (Vec::new(), Vec::new());
    for wanted in CONNECTED {
        let mut more = connect(server.address(), wanted - open.len())?;
        for (connection, request) in more.iter_mut().zip(requests.iter().cycle()) {
            workshop.interrupt.check()?;
            let answer = connection.exchange(request)?;
            if answer.status != 200 || !answer.body.contains("\"is_valid\":true") {
                return Err(Failure::Bench(format!("a session is not valid: {}", answer.body)));
            }
        }
        open.append(&mut more);
        connected.push((wanted, resident_bytes(server.pid())?));
    }
    Ok(Memory { idle, connected, after: 0 })
}
