//! Waiting for what must happen soon.

use std::thread::sleep;
use std::time::{Duration, Instant};

/// Longest wait for anything: a machine under load is slow, and whoever waits longer has found a hang.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Asks again and again until there is an answer.
#[track_caller]
pub(crate) fn eventually<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "in vain: {what}");
        sleep(Duration::from_millis(10));
    }
}
