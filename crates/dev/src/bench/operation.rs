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
}

impl Operation {
    pub(super) const ALL: [Self; 5] =
        [Self::Initialize, Self::Finalize, Self::Validate, Self::Me, Self::Jwks];

    /// As it is called in the table.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Initialize => "initialize",
            Self::Finalize => "finalize",
            Self::Validate => "validate",
            Self::Me => "me",
            Self::Jwks => "jwks",
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
        }
    }

    /// CPU milliseconds of server and database that a request may cost, on a machine that makes an RSA-2048
    /// signature in 0.75 ms.
    pub(super) const fn target_ms(self) -> f64 {
        match self {
            Self::Initialize => 1.5,
            Self::Finalize => 2.8,
            Self::Validate => 0.35,
            Self::Me => 0.6,
            Self::Jwks => 0.04,
        }
    }
}
