//! The value of every key, with where it came from.

use std::collections::BTreeMap;
use std::fmt;

use crate::convert::{Place, convert};
use crate::environment::Environment;
use crate::file::File;
use crate::key::{Key, Kind};
use crate::node::Node;
use crate::problems::Problems;
use crate::sections::all_keys;
use crate::value::{FromValue, Value};

/// Which source a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Built in.
    Default,
    /// The YAML file.
    File,
    /// A variable, or the file that a `_FILE` variable names.
    Environment,
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Default => "default",
            Self::File => "file",
            Self::Environment => "env",
        })
    }
}

/// One value.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) value: Value,
    pub(crate) origin: Origin,
}

/// All values.
#[derive(Debug)]
pub(crate) struct Settings(BTreeMap<&'static str, Setting>);

impl Settings {
    /// Reads every key from the environment, else the file, else its default.
    pub(crate) fn resolve(file: &File, environment: &Environment, problems: &mut Problems) -> Self {
        Self(all_keys().map(|key| (key.path, resolve(key, file, environment, problems))).collect())
    }

    pub(crate) fn get(&self, path: &str) -> Option<&Setting> {
        self.0.get(path)
    }

    pub(crate) fn is_set(&self, path: &str) -> bool {
        self.get(path).is_some_and(|setting| setting.origin != Origin::Default)
    }

    /// Whether a switch is on.
    pub(crate) fn is_on(&self, path: &str) -> bool {
        matches!(self.get(path), Some(Setting { value: Value::Bool(true), .. }))
    }

    /// Gives one key the value and the origin of another.
    pub(crate) fn copy(&mut self, from: &str, to: &'static str) {
        if let Some(setting) = self.get(from).cloned() {
            self.0.insert(to, setting);
        }
    }

    /// Gives a key another value.
    pub(crate) fn put(&mut self, path: &'static str, setting: Setting) {
        self.0.insert(path, setting);
    }
}

fn resolve(key: &Key, file: &File, environment: &Environment, problems: &mut Problems) -> Setting {
    let in_file = file.value_of(key.path);
    let from_file = in_file.and_then(|node| convert(key, node, Place::File, problems));
    let variable = environment.value_of(key, problems);
    let from_variable =
        variable.and_then(|(name, node)| convert(key, &node, Place::Variable(&name), problems));
    match (from_variable, from_file) {
        (Some(value), _) => Setting { value, origin: Origin::Environment },
        (None, Some(value)) => Setting { value, origin: Origin::File },
        (None, None) => Setting { value: default(key, problems), origin: Origin::Default },
    }
}

fn default(key: &Key, problems: &mut Problems) -> Value {
    if key.kind == Kind::Bool && key.default.is_empty() {
        return Value::Absent;
    }
    let node = Node::Text(key.default.to_owned());
    convert(key, &node, Place::Default, problems).unwrap_or(Value::Absent)
}

/// What a section needs while it is read.
pub(crate) struct Reader<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) problems: &'a mut Problems,
    pub(crate) insecure_dev: bool,
}

impl Reader<'_> {
    /// The value of a key. That every field agrees with the table is shown by the tests;
    /// a disagreement would refuse the configuration.
    pub(crate) fn get<T: FromValue>(&mut self, path: &str) -> T {
        let value = self.settings.get(path).and_then(|setting| T::from_value(&setting.value));
        if value.is_none() {
            self.problems.refuse(format!("{path} does not fit its field"));
        }
        value.unwrap_or_default()
    }

    /// The value of a closed choice, refused with a text of its own unless it is one of the words.
    pub(crate) fn choice<T: FromValue>(&mut self, path: &str, refusal: impl FnOnce(&str) -> String) -> T {
        let setting = self.settings.get(path);
        if let Some(value) = setting.and_then(|setting| T::from_value(&setting.value)) {
            return value;
        }
        let text: String = self.get(path);
        self.problems.refuse(refusal(&text));
        T::default()
    }

    /// Refuses the configuration unless a claim holds.
    pub(crate) fn demand(&mut self, holds: bool, text: impl FnOnce() -> String) {
        if !holds {
            self.problems.refuse(text());
        }
    }
}
