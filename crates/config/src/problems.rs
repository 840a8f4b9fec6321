//! What is wrong with a configuration, collected over one whole reading.

use std::fmt;

/// Every reason why a configuration was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigurationErrors(Vec<String>);

impl ConfigurationErrors {
    pub(crate) fn one(text: String) -> Self {
        Self(vec![text])
    }

    /// One line for each problem, in the order of the checks; never the value of a secret.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for ConfigurationErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for ConfigurationErrors {}

/// The collection itself.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    errors: Vec<String>,
    mistakes: Vec<String>,
    notes: Vec<String>,
}

impl Problems {
    /// Refuses the configuration.
    pub(crate) fn refuse(&mut self, text: impl Into<String>) {
        self.errors.push(text.into());
    }

    /// Warns of what is likely a mistake; a strict reading refuses it.
    pub(crate) fn warn(&mut self, text: impl Into<String>) {
        self.mistakes.push(text.into());
    }

    /// Warns of what may well be meant; a strict reading lets it pass.
    pub(crate) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// The warnings, unless something was refused.
    pub(crate) fn into_warnings(self, strict: bool) -> Result<Vec<String>, ConfigurationErrors> {
        let Self { mut errors, mut mistakes, mut notes } = self;
        if strict {
            errors.append(&mut mistakes);
        }
        if !errors.is_empty() {
            return Err(ConfigurationErrors(errors));
        }
        mistakes.append(&mut notes);
        Ok(mistakes)
    }
}
