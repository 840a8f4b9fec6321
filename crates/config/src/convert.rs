//! From a value as written to a value as its key demands.

use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;

use crate::duration::{self, DurationError};
use crate::key::{Key, Kind};
use crate::node::Node;
use crate::objects;
use crate::problems::Problems;
use crate::scalar::{self, Unreadable};
use crate::secret::Secret;
use crate::value::Value;

const SHORTEST: Duration = Duration::from_millis(1);

/// Where a value was written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'a> {
    Default,
    File,
    Variable(&'a str),
}

/// Reads one value; `None` means that a problem was noted.
pub(crate) fn convert(key: &Key, node: &Node, place: Place<'_>, problems: &mut Problems) -> Option<Value> {
    let mut conversion = Conversion { key, node, place, problems };
    match conversion.run() {
        Ok(value) => value,
        Err(text) => {
            problems.refuse(text);
            None
        }
    }
}

struct Conversion<'a> {
    key: &'a Key,
    node: &'a Node,
    place: Place<'a>,
    problems: &'a mut Problems,
}

impl Conversion<'_> {
    fn run(&mut self) -> Result<Option<Value>, String> {
        let node = self.node;
        let value = match self.key.kind {
            Kind::Bool => Value::Bool(self.read(scalar::boolean(node))?),
            Kind::Number { min, max } => Value::Number(self.number(min, max)?),
            Kind::Text | Kind::Choice(_) => Value::Text(self.read(scalar::text(node))?),
            Kind::OpenChoice { words, other } => Value::Text(self.open_choice(words, other)?),
            Kind::Secret => Value::Secret(Secret::new(self.read(scalar::text(node))?)),
            Kind::SecretUrl => Value::Url(Secret::new(self.read(scalar::text(node))?)),
            Kind::Duration => Value::Duration(self.duration(false)?),
            Kind::DurationOrZero => Value::Duration(self.duration(true)?),
            Kind::Texts => Value::Texts(self.read(scalar::texts(node))?),
            Kind::Secrets => {
                let texts = self.read(scalar::texts(node))?;
                Value::Secrets(texts.into_iter().map(Secret::new).collect())
            }
            Kind::Networks => Value::Networks(self.networks()?),
            Kind::Claims => Value::Claims(objects::claims(node, self.key.path)?),
            Kind::Hooks => return self.hooks(),
            Kind::CustomProviders => {
                return Ok(
                    objects::custom_providers(node, self.key.path, self.problems).map(Value::CustomProviders)
                );
            }
            Kind::IdentityProviders => {
                return Ok(objects::identity_providers(node, self.key.path, self.problems)
                    .map(Value::IdentityProviders));
            }
        };
        Ok(Some(value))
    }

    fn hooks(&mut self) -> Result<Option<Value>, String> {
        let parsed;
        let node = match (self.place, self.node) {
            (Place::Variable(_) | Place::Default, Node::Text(text)) => {
                parsed = objects::hooks_in_variable(text)
                    .map_err(|reason| format!("{}: {reason}", self.label()))?;
                &parsed
            }
            (_, node) => node,
        };
        Ok(objects::hooks(node, self.key.path, self.problems).map(Value::Hooks))
    }

    fn number(&self, min: u64, max: u64) -> Result<u64, String> {
        let number = self.read(scalar::number(self.node))?;
        u64::try_from(number)
            .ok()
            .filter(|number| (min..=max).contains(number))
            .ok_or_else(|| format!("{} is {number}, expected {}", self.label(), self.key.expectation()))
    }

    fn open_choice(&mut self, words: &[&str], other: &str) -> Result<String, String> {
        let text = self.read(scalar::text(self.node))?;
        if words.contains(&text.as_str()) || text == other {
            return Ok(text);
        }
        self.problems.warn(format!(
            "{} is {text:?}, expected {}; it counts as {other:?}",
            self.label(),
            self.key.expectation()
        ));
        Ok(other.to_owned())
    }

    fn duration(&self, may_be_zero: bool) -> Result<Duration, String> {
        let text = self.read(scalar::text(self.node))?;
        if text.is_empty() && may_be_zero && !matches!(self.place, Place::Variable(_)) {
            return Ok(Duration::ZERO);
        }
        if text.is_empty() && may_be_zero && self.key.default.is_empty() {
            return Ok(Duration::ZERO);
        }
        let read = duration::parse(&text).map_err(|error| self.not_a_duration(&text, &error))?;
        if read < SHORTEST && !(may_be_zero && read.is_zero()) {
            return Err(self.with_fault(format!(
                "{} is {text:?}, shorter than 1ms; expected {}",
                self.label(),
                self.key.expectation()
            )));
        }
        Ok(read)
    }

    fn not_a_duration(&self, text: &str, error: &DurationError) -> String {
        let hint = match error {
            DurationError::MissingUnit(number) => {
                format!("; a bare number has no unit, do you mean {number}s?")
            }
            _ => String::new(),
        };
        let label = self.label();
        let expectation = self.key.expectation();
        self.with_fault(match self.place {
            Place::Variable(name) if self.key.fault.is_empty() => format!(
                "failed to load config from env vars: envconfig.Process: assigning {name}: converting '{text}' to type \
                 time.Duration. details: {error}; {label} must be {expectation}{hint}"
            ),
            _ => format!("{label} is {text:?}: {error}; expected {expectation}{hint}"),
        })
    }

    fn networks(&self) -> Result<Vec<IpNet>, String> {
        let texts = self.read(scalar::texts(self.node))?;
        let network = |text: &String| {
            let text = text.trim();
            let address = || text.parse().ok().map(|address: IpAddr| IpNet::from(address));
            text.parse().ok().or_else(address).ok_or_else(|| {
                format!("{} holds {text:?}, expected {}", self.label(), self.key.expectation())
            })
        };
        texts.iter().map(network).collect()
    }

    fn read<T>(&self, converted: Result<T, Unreadable>) -> Result<T, String> {
        converted.map_err(|unreadable| self.unreadable(&unreadable))
    }

    fn unreadable(&self, Unreadable { wanted, reason }: &Unreadable) -> String {
        let path = self.key.path;
        let found = if self.key.kind.is_secret() { self.node.kind().to_owned() } else { self.node.found() };
        let expectation = self.key.expectation();
        match (self.place, self.node) {
            (Place::Variable(name), Node::Text(text)) if !self.key.kind.is_secret() => {
                let function = reason.split(':').next().unwrap_or_default();
                format!(
                    "failed to load config from env vars: envconfig.Process: assigning {name}: converting '{text}' to \
                     type {wanted}. details: {function}: parsing {text:?}: invalid syntax; {path} must be {expectation}"
                )
            }
            _ => {
                let fault = if reason.is_empty() {
                    format!("'{path}' expected type '{wanted}'")
                } else {
                    format!("'{path}' cannot parse value as '{wanted}': {reason}")
                };
                self.with_fault(format!(
                    "failed to unmarshal config: decoding failed due to the following error(s): {fault}; \
                     found {found}, expected {expectation}"
                ))
            }
        }
    }

    fn with_fault(&self, text: String) -> String {
        if self.key.fault.is_empty() { text } else { format!("{}: {text}", self.key.fault) }
    }

    fn label(&self) -> String {
        match self.place {
            Place::Variable(name) => format!("{name} ({})", self.key.path),
            Place::File | Place::Default => self.key.path.to_owned(),
        }
    }
}
