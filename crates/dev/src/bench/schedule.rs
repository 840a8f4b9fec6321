//! What arrives when, whether or not earlier arrivals are done.

use std::time::Duration;

/// What a client wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// `GET /sessions/validate`.
    Validate,
    /// `GET /me`.
    Me,
    /// A passcode login from the wish for a code to the session, the way of the mail included.
    Login,
    /// `POST /users` with a new address.
    SignUp,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::Validate, Self::Me, Self::Login, Self::SignUp];

    /// As it is called in the table.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Validate => "validate",
            Self::Me => "me",
            Self::Login => "login",
            Self::SignUp => "sign-up",
        }
    }
}

/// What arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Share {
    /// All kinds.
    Mixed,
    /// Logins alone.
    Logins,
}

/// Arrivals at equal distances.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schedule {
    /// Arrivals a second.
    pub(super) rate: u32,
    /// For how many seconds.
    pub(super) seconds: u64,
    /// What arrives.
    pub(super) share: Share,
}

/// Steps through each hundred in an order that hits every number once and mixes the kinds.
const STEP: usize = 37;

impl Schedule {
    /// All arrivals.
    pub(super) fn count(self) -> usize {
        usize::try_from(u64::from(self.rate).saturating_mul(self.seconds)).unwrap_or(usize::MAX)
    }

    /// How long after the beginning an arrival is due.
    pub(super) fn due(self, place: usize) -> Duration {
        let place = u64::try_from(place).unwrap_or(u64::MAX);
        Duration::from_nanos(place.saturating_mul(1_000_000_000) / u64::from(self.rate.max(1)))
    }

    /// Of each hundred mixed arrivals 70 validate, 20 ask for the user, 8 log in and 2 sign up.
    pub(super) const fn kind(self, place: usize) -> Kind {
        if matches!(self.share, Share::Logins) {
            return Kind::Login;
        }
        match place % 100 * STEP % 100 {
            0..70 => Kind::Validate,
            70..90 => Kind::Me,
            90..98 => Kind::Login,
            _ => Kind::SignUp,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Kind, Schedule, Share};

    const SCHEDULE: Schedule = Schedule { rate: 150, seconds: 4, share: Share::Mixed };

    #[test]
    fn arrivals_are_due_at_equal_distances() {
        let schedule = SCHEDULE;
        assert_eq!(schedule.count(), 600);
        assert_eq!(schedule.due(0), Duration::ZERO);
        assert_eq!(schedule.due(75), Duration::from_millis(500));
        assert_eq!(schedule.due(300), Duration::from_secs(2));
        assert!(schedule.due(599) < Duration::from_secs(4));
    }

    #[test]
    fn every_hundred_arrivals_hold_the_same_shares() {
        for first in [0, 100, 4_200] {
            let share = |kind| (first..first + 100).filter(|place| SCHEDULE.kind(*place) == kind).count();
            assert_eq!(Kind::ALL.map(share), [70, 20, 8, 2]);
        }
    }

    #[test]
    fn logins_alone_can_be_had() {
        let schedule = Schedule { share: Share::Logins, ..SCHEDULE };
        assert!((0..200).all(|place| schedule.kind(place) == Kind::Login));
    }

    #[test]
    fn the_rare_kinds_do_not_arrive_in_a_row() {
        let is_rare = |place| matches!(SCHEDULE.kind(place), Kind::Login | Kind::SignUp);
        assert!((0..200).all(|place| !(is_rare(place) && is_rare(place + 1))));
    }
}
