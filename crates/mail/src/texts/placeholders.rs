//! Which placeholders there are.

use super::template::Placeholder;

/// Filled in from the mail and the settings; allowed everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// The six digits.
    Code,
    /// Validity in whole minutes.
    Minutes,
    /// Name of the service.
    ServiceName,
    /// Tag of the language, for the `lang` attribute.
    Language,
}

impl Placeholder for Value {
    fn named(name: &str) -> Option<Self> {
        match name {
            "code" => Some(Self::Code),
            "minutes" => Some(Self::Minutes),
            "service_name" => Some(Self::ServiceName),
            "language" => Some(Self::Language),
            _ => None,
        }
    }
}

/// A sentence that every language has; allowed in the layouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sentence {
    /// The first line.
    Greeting,
    /// Leads to the code.
    Introduction,
    /// For how many minutes the code is valid.
    Validity,
    /// The code is for nobody else.
    Secrecy,
    /// What to do if one did not ask for a code.
    Unexpected,
}

/// What a layout may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A value.
    Value(Value),
    /// A sentence in the language of the mail.
    Sentence(Sentence),
}

impl Placeholder for Part {
    fn named(name: &str) -> Option<Self> {
        let sentence = match name {
            "greeting" => Sentence::Greeting,
            "introduction" => Sentence::Introduction,
            "validity" => Sentence::Validity,
            "secrecy" => Sentence::Secrecy,
            "unexpected" => Sentence::Unexpected,
            other => return Value::named(other).map(Self::Value),
        };
        Some(Self::Sentence(sentence))
    }
}
