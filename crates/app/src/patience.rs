//! Waiting for a database that is not there yet.

use std::time::{Duration, Instant};

use inkan_domain::{Fault, Random};

use crate::start_error::StartError;

/// Tries until it works or fails for a reason that waiting does not heal. `listening` is for the log: where
/// the server can be asked whether it is ready.
///
/// # Errors
/// The first failure that does not pass by itself.
pub(crate) async fn persist<T>(
    listening: &str,
    random: &dyn Random,
    attempt: impl AsyncFn() -> Result<T, StartError>,
) -> Result<T, StartError> {
    let (started, mut backoff, mut telling) = (Instant::now(), Backoff::default(), Telling::default());
    loop {
        let error = match attempt().await {
            Err(error) if error.may_pass() => error,
            outcome => {
                if telling.has_told() && outcome.is_ok() {
                    tracing::info!(seconds = started.elapsed().as_secs(), "the database is there");
                }
                return outcome;
            }
        };
        if telling.is_due(Instant::now()) {
            let seconds = started.elapsed().as_secs();
            tracing::warn!(listening, seconds, %error, "waiting for the database: alive, but not ready");
        }
        tokio::time::sleep(backoff.next_pause(random)?).await;
    }
}

/// Pauses between attempts: 100 ms, 200 ms … 2 s, each half to one and a half times as long by chance, so that
/// replicas that started together do not come back together.
#[derive(Debug, Default)]
struct Backoff {
    attempts: u32,
}

impl Backoff {
    const FIRST: Duration = Duration::from_millis(100);
    const LONGEST: Duration = Duration::from_secs(2);

    fn next_pause(&mut self, random: &dyn Random) -> Result<Duration, Fault> {
        let pause = Self::FIRST.saturating_mul(2_u32.saturating_pow(self.attempts)).min(Self::LONGEST);
        self.attempts = self.attempts.saturating_add(1);
        let mut chance = [0; 1];
        random.fill(&mut chance)?;
        let [chance] = chance;
        Ok(pause / 2 + pause * u32::from(chance) / 255)
    }
}

/// Whether it is time for a line in the log: at once, then once a minute.
#[derive(Debug, Default)]
struct Telling {
    last: Option<Instant>,
}

impl Telling {
    const EVERY: Duration = Duration::from_secs(60);

    fn is_due(&mut self, now: Instant) -> bool {
        let is_due = self.last.is_none_or(|last| now.saturating_duration_since(last) >= Self::EVERY);
        if is_due {
            self.last = Some(now);
        }
        is_due
    }

    const fn has_told(&self) -> bool {
        self.last.is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::time::{Duration, Instant};

    use inkan_domain::Fault;
    use inkan_domain::fakes::{CountingRandom, ScriptedRandom};

    use super::{Backoff, Telling, persist};
    use crate::start_error::StartError;

    #[test]
    fn pauses_double_up_to_two_seconds() {
        let random = ScriptedRandom::new(vec![127; 7]);
        let mut backoff = Backoff::default();
        let pauses: Vec<_> = (0..7).map(|_| backoff.next_pause(&random).unwrap().as_millis()).collect();
        assert_eq!(pauses, [99, 199, 399, 798, 1596, 1996, 1996]);
    }

    #[test]
    fn chance_makes_a_pause_half_to_one_and_a_half_times_as_long() {
        let pause = |chance| Backoff::default().next_pause(&ScriptedRandom::new(vec![chance])).unwrap();
        assert_eq!(pause(0), Duration::from_millis(50));
        assert_eq!(pause(255), Duration::from_millis(150));
    }

    #[test]
    fn there_is_one_line_at_once_and_one_a_minute() {
        let (mut telling, start) = (Telling::default(), Instant::now());
        let told = (0..=130).filter(|second| telling.is_due(start + Duration::from_secs(*second)));
        assert_eq!(told.collect::<Vec<_>>(), [0, 60, 120]);
    }

    /// Tries as often as there are faults before it works.
    async fn attempts(faults: impl Fn(u32) -> Option<Fault>) -> (u32, Result<(), StartError>) {
        let (count, random) = (Cell::new(0), CountingRandom::default());
        let outcome = persist("nowhere", &random, async || {
            count.set(count.get() + 1);
            faults(count.get()).map_or(Ok(()), |fault| Err(fault.into()))
        });
        let outcome = outcome.await;
        (count.get(), outcome)
    }

    #[tokio::test]
    async fn what_may_pass_is_tried_until_it_works() {
        let (count, outcome) = attempts(|count| (count < 4).then(|| Fault::unavailable("refused"))).await;
        assert_eq!((count, outcome.is_ok()), (4, true));
    }

    #[tokio::test]
    async fn what_does_not_pass_ends_the_waiting() {
        let fault = |count| {
            Some(if count < 3 { Fault::unavailable("refused") } else { Fault::internal("no such role") })
        };
        let (count, outcome) = attempts(fault).await;
        assert_eq!((count, outcome.unwrap_err().to_string()), (3, "no such role".to_owned()));
    }
}
