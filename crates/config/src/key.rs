//! One row of the table of keys.

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`, or one of the other words of configuration.md.
    Bool,
    /// A whole number within bounds, both included.
    Number {
        /// The smallest value.
        min: u64,
        /// The largest value.
        max: u64,
    },
    /// Any text.
    Text,
    /// A text that is never shown.
    Secret,
    /// An address whose password is never shown.
    SecretUrl,
    /// One of some words, and nothing else where it is used.
    Choice(&'static [&'static str]),
    /// One of some words; any other counts as `other`, with a warning.
    OpenChoice {
        /// The words.
        words: &'static [&'static str],
        /// What any other word counts as.
        other: &'static str,
    },
    /// A Go duration of at least one millisecond.
    Duration,
    /// A Go duration of at least one millisecond, or zero.
    DurationOrZero,
    /// Any number of texts.
    Texts,
    /// Any number of texts that are never shown.
    Secrets,
    /// Any number of networks in CIDR notation.
    Networks,
    /// A map of claim templates.
    Claims,
    /// A list of `{callback, events}`.
    Hooks,
    /// A map of provider objects.
    CustomProviders,
    /// A list of provider objects.
    IdentityProviders,
}

impl Kind {
    /// Whether values are hidden, and may come from a file named by a `_FILE` variable.
    #[must_use]
    pub const fn is_secret(self) -> bool {
        matches!(self, Self::Secret | Self::Secrets | Self::SecretUrl)
    }

    /// What the key takes, for messages and for the example file.
    #[must_use]
    pub fn expectation(self) -> String {
        match self {
            Self::Bool => "true or false".to_owned(),
            Self::Number { min, max } => format!("a number from {min} to {max}"),
            Self::Text | Self::Secret => "a text".to_owned(),
            Self::SecretUrl => "an address".to_owned(),
            Self::Choice(words) | Self::OpenChoice { words, .. } => one_of(words),
            Self::Duration => "a duration such as 90s, 15m or 1h30m".to_owned(),
            Self::DurationOrZero => "a duration such as 90s, 15m or 1h30m, or 0s".to_owned(),
            Self::Texts | Self::Secrets => "a list of texts".to_owned(),
            Self::Networks => "a list of networks such as 10.0.0.0/8".to_owned(),
            Self::Claims => "a map of claims".to_owned(),
            Self::Hooks => "a list of {callback, events}".to_owned(),
            Self::CustomProviders => "a map of providers".to_owned(),
            Self::IdentityProviders => "a list of providers".to_owned(),
        }
    }
}

fn one_of(words: &[&str]) -> String {
    let named: Vec<&str> = words.iter().copied().filter(|word| !word.is_empty()).collect();
    format!("one of {}", named.join(", "))
}

/// Who needs a key (the marks of configuration.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The REST API.
    Rest,
    /// The Flow API alone: read and checked, without effect so far.
    Flow,
    /// Operations.
    Ops,
}

/// One key: where it stands, what it takes, what it means.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Place in the file, lower case, with dots.
    pub path: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Its default, written as a variable would be; empty for none.
    pub default: &'static str,
    /// The reference's variable where it is not the path in upper case.
    pub odd_variable: Option<&'static str>,
    /// Who needs it.
    pub mark: Mark,
    /// What a bare number counts; empty where the value carries its unit.
    pub unit: &'static str,
    /// What it is for, in one line.
    pub about: &'static str,
    /// For a deprecated key, the one to use instead.
    pub replacement: Option<&'static str>,
    /// Whether variables are not read.
    pub is_file_only: bool,
    pub(crate) fault: &'static str,
}

impl Key {
    pub(crate) const fn new(
        mark: Mark,
        path: &'static str,
        kind: Kind,
        default: &'static str,
        about: &'static str,
    ) -> Self {
        Self {
            path,
            kind,
            default,
            odd_variable: None,
            mark,
            unit: "",
            about,
            replacement: None,
            is_file_only: false,
            fault: "",
        }
    }

    pub(crate) const fn rest(
        path: &'static str,
        kind: Kind,
        default: &'static str,
        about: &'static str,
    ) -> Self {
        Self::new(Mark::Rest, path, kind, default, about)
    }

    pub(crate) const fn flow(
        path: &'static str,
        kind: Kind,
        default: &'static str,
        about: &'static str,
    ) -> Self {
        Self::new(Mark::Flow, path, kind, default, about)
    }

    pub(crate) const fn ops(
        path: &'static str,
        kind: Kind,
        default: &'static str,
        about: &'static str,
    ) -> Self {
        Self::new(Mark::Ops, path, kind, default, about)
    }

    /// Names the reference's variable.
    pub(crate) const fn variable(mut self, name: &'static str) -> Self {
        self.odd_variable = Some(name);
        self
    }

    /// Names what a bare number counts.
    pub(crate) const fn unit(mut self, unit: &'static str) -> Self {
        self.unit = unit;
        self
    }

    /// Marks the key as deprecated.
    pub(crate) const fn replaced_by(mut self, path: &'static str) -> Self {
        self.replacement = Some(path);
        self
    }

    /// Keeps variables away from the key.
    pub(crate) const fn file_only(mut self) -> Self {
        self.is_file_only = true;
        self
    }

    /// Sets the text that opens the message about an unreadable value.
    pub(crate) const fn fault(mut self, text: &'static str) -> Self {
        self.fault = text;
        self
    }

    /// The variable that follows from the path: `email.max_length` is `EMAIL_MAX_LENGTH`.
    #[must_use]
    pub fn regular_variable(&self) -> String {
        self.path.replace('.', "_").to_uppercase()
    }

    /// Every variable that sets the key, the reference's first.
    #[must_use]
    pub fn variables(&self) -> Vec<String> {
        let regular = self.regular_variable();
        match self.odd_variable {
            Some(odd) => vec![odd.to_owned(), regular],
            None => vec![regular],
        }
    }

    /// The expectation of the kind, with the unit.
    pub(crate) fn expectation(&self) -> String {
        if self.unit.is_empty() {
            self.kind.expectation()
        } else {
            format!("{} ({})", self.kind.expectation(), self.unit)
        }
    }
}
