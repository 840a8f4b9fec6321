//! The measured operations and what they may cost.

use super::Part;

/// One operation of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Initialize,
    Finalize,
    Validate,
    Me,
    Jwks,
    Password,
}

impl Operation {
    pub(super) const ALL: [Self; 6] =
        [Self::Initialize, Self::Finalize, Self::Validate, Self::Me, Self::Jwks, Self::Password];

    /// As it is called in the table.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Initialize => "initialize",
            Self::Finalize => "finalize",
            Self::Validate => "validate",
            Self::Me => "me",
            Self::Jwks => "jwks",
            Self::Password => "password",
        }
    }

    /// The part of the bench that measures it.
    pub(super) const fn part(self) -> Part {
        match self {
            Self::Initialize => Part::Initialize,
            Self::Finalize => Part::Finalize,
            Self::Validate => Part::Validate,
            Self::Me => Part::Me,
            Self::Jwks => Part::Jwks,
            Self::Password => Part::Password,
        }
    }

    /// CPU milliseconds of server and database that a request may cost, on a machine that makes an RSA-2048
    /// signature in 0.75 ms; `None` for passwords, where the cost of the hash alone decides.
    pub(super) const fn target_ms(self) -> Option<f64> {
        match self {
            Self::Initialize => Some(1.5),
            Self::Finalize => Some(2.8),
            Self::Validate => Some(0.35),
            Self::Me => Some(0.6),
            Self::Jwks => Some(0.04),
            Self::Password => None,
        }
    }

    /// Over how many connections at most it is measured: a password keeps a core busy for long.
    pub(super) const fn most_connections(self) -> usize {
        if matches!(self, Self::Password) { 4 } else { usize::MAX }
    }

    /// Requests before the clock starts.
    pub(super) const fn warm_up(self) -> usize {
        if matches!(self, Self::Password) { 4 } else { 100 }
    }

    /// Requests whose statements are counted.
    pub(super) const fn counted(self) -> usize {
        if matches!(self, Self::Password) { 8 } else { 200 }
    }
}
