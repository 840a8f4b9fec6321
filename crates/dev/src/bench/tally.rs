//! Counts what became of the arrivals.

use std::time::Duration;

use serde_json::{Value, json};

use super::latency::Latencies;
use super::schedule::Kind;
use super::spread::Spread;

/// How arrivals of the open loop ended.
#[derive(Debug, Default)]
pub(super) struct Tally {
    done: Vec<(Kind, Duration)>,
    failed: Vec<Kind>,
}

/// The open loop.
pub(super) struct Mixed {
    /// Arrivals a second.
    pub(super) rate: u32,
    /// From the moment an arrival was due to the end of its last answer.
    pub(super) kinds: Vec<(Kind, Spread)>,
    /// All kinds together.
    pub(super) all: Spread,
    /// Arrivals that could not begin before the time was over.
    pub(super) never_begun: usize,
}

impl Tally {
    /// Adds one arrival; `None` when it did not get what it wanted.
    pub(super) fn add(&mut self, kind: Kind, latency: Option<Duration>) {
        match latency {
            Some(latency) => self.done.push((kind, latency)),
            None => self.failed.push(kind),
        }
    }

    /// Adds all of another.
    pub(super) fn join(&mut self, other: Self) {
        self.done.extend(other.done);
        self.failed.extend(other.failed);
    }

    /// Sums up, knowing how many arrivals there should have been.
    pub(super) fn mixed(&self, rate: u32, arrivals: usize) -> Mixed {
        let spread = |wanted: &dyn Fn(Kind) -> bool| {
            let latencies = self.done.iter().filter(|(kind, _)| wanted(*kind)).map(|(_, latency)| *latency);
            let errors = self.failed.iter().filter(|kind| wanted(**kind)).count();
            Spread::of(&Latencies::new(latencies.collect()), errors)
        };
        Mixed {
            rate,
            kinds: Kind::ALL.map(|kind| (kind, spread(&|it| it == kind))).to_vec(),
            all: spread(&|_| true),
            never_begun: arrivals.saturating_sub(self.done.len() + self.failed.len()),
        }
    }
}

impl Mixed {
    /// For programs; times in milliseconds.
    pub(super) fn to_json(&self) -> Value {
        let kinds = self.kinds.iter().map(|(kind, spread)| (kind.name().to_owned(), spread.to_json()));
        json!({
            "rate": self.rate,
            "kinds": Value::Object(kinds.collect()),
            "all": self.all.to_json(),
            "never_begun": self.never_begun,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Kind, Tally};

    #[test]
    fn arrivals_are_counted_by_kind_and_in_all() {
        let mut tally = Tally::default();
        tally.add(Kind::Me, Some(Duration::from_millis(4)));
        tally.add(Kind::Login, None);
        let mut other = Tally::default();
        other.add(Kind::Login, Some(Duration::from_millis(90)));
        tally.join(other);
        let mixed = tally.mixed(150, 5);
        let [_, (_, me), (_, login), (_, sign_up)] = &mixed.kinds[..] else { panic!("four kinds") };
        assert_eq!((me.requests, me.errors, me.max), (1, 0, Duration::from_millis(4)));
        assert_eq!((login.requests, login.errors, login.p50), (1, 1, Duration::from_millis(90)));
        assert_eq!((sign_up.requests, sign_up.errors), (0, 0));
        assert_eq!((mixed.all.requests, mixed.all.errors, mixed.never_begun), (2, 1, 2));
    }

    #[test]
    fn programs_find_the_kinds_by_name() {
        let json = Tally::default().mixed(150, 3).to_json();
        assert_eq!(json["kinds"]["sign-up"]["requests"], 0);
        assert_eq!((json["rate"].as_u64(), json["never_begun"].as_u64()), (Some(150), Some(3)));
    }
}
