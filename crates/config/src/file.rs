//! The YAML file: its values by key, and what in it is no key.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use config::{File as Source, FileFormat, Source as _};

use crate::node::Node;
use crate::problems::{ConfigurationErrors, Problems};
use crate::sections::all_keys;

/// Below this likeness (0 to 1) no other key is named.
const LEAST_LIKENESS: f64 = 0.5;

/// The values that a file sets.
#[derive(Debug, Default)]
pub(crate) struct File {
    pub(crate) path: Option<PathBuf>,
    values: BTreeMap<&'static str, Node>,
}

impl File {
    /// Reads the named file, or the default one if there is one.
    pub(crate) fn open(
        named: Option<&Path>,
        default: &Path,
        problems: &mut Problems,
    ) -> Result<Self, ConfigurationErrors> {
        if let Some(path) = named {
            let shown = path.display();
            let tree = read(path).map_err(|reason| {
                ConfigurationErrors::one(format!(
                    "failed to load config from: {shown}: failed to load file from '{shown}': {reason}"
                ))
            })?;
            return Ok(Self::new(path, tree, problems));
        }
        if !default.exists() {
            return Ok(Self::default());
        }
        match read(default) {
            Ok(tree) => Ok(Self::new(default, tree, problems)),
            Err(reason) => {
                let shown = default.display();
                problems.warn(format!("failed to load config, skipping...: {shown}: {reason}"));
                Ok(Self::default())
            }
        }
    }

    fn new(path: &Path, tree: BTreeMap<String, Node>, problems: &mut Problems) -> Self {
        let mut walk = Walk::new(problems);
        walk.visit(tree, "");
        Self { path: Some(path.to_owned()), values: walk.values }
    }

    /// The value of a key, unless it is left out or null.
    pub(crate) fn value_of(&self, path: &str) -> Option<&Node> {
        self.values.get(path)
    }
}

fn read(path: &Path) -> Result<BTreeMap<String, Node>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    parse(&text)
}

fn parse(text: &str) -> Result<BTreeMap<String, Node>, String> {
    let table = Source::from_str(text, FileFormat::Yaml).collect().map_err(|error| error.to_string())?;
    match Node::from(config::Value::from(table)) {
        Node::Map(tree) => Ok(tree),
        other => Err(format!("the file must be a map, it is {}", other.kind())),
    }
}

struct Walk<'a> {
    keys: BTreeSet<&'static str>,
    sections: BTreeSet<&'static str>,
    values: BTreeMap<&'static str, Node>,
    problems: &'a mut Problems,
}

impl<'a> Walk<'a> {
    fn new(problems: &'a mut Problems) -> Self {
        let keys: BTreeSet<_> = all_keys().map(|key| key.path).collect();
        let sections = keys.iter().flat_map(|path| sections_of(path)).collect();
        Self { keys, sections, values: BTreeMap::new(), problems }
    }

    /// Capitals come first in the map, so that of two spellings the plain one stays.
    fn visit(&mut self, members: BTreeMap<String, Node>, prefix: &str) {
        for (name, node) in members {
            let written = format!("{prefix}{name}");
            let path = format!("{prefix}{}", name.to_lowercase());
            if name.contains('.') {
                self.problems
                    .warn(format!("unknown key {written}: a name holds no dots, nest the keys instead"));
            } else if let Some(key) = self.keys.get(path.as_str()).copied() {
                self.take(key, node);
            } else if self.sections.contains(path.as_str()) {
                self.enter(&path, node);
            } else {
                self.warn_of_unknown(&written);
            }
        }
    }

    fn take(&mut self, key: &'static str, node: Node) {
        if node == Node::Null {
            return;
        }
        if self.values.insert(key, node).is_some() {
            self.problems.warn(format!("{key} is written more than once, in different case"));
        }
    }

    fn enter(&mut self, path: &str, node: Node) {
        match node {
            Node::Null => {}
            Node::Map(members) => self.visit(members, &format!("{path}.")),
            other => self.problems.refuse(format!(
                "failed to unmarshal config: decoding failed due to the following error(s): \
                 '{path}' expected a map, found {}",
                other.kind()
            )),
        }
    }

    fn warn_of_unknown(&mut self, written: &str) {
        let known = self.keys.iter().chain(&self.sections).copied();
        self.problems.warn(match nearest(&written.to_lowercase(), known) {
            Some(other) => format!("unknown key {written}: did you mean {other}?"),
            None => format!("unknown key {written}"),
        });
    }
}

/// `a` and `a.b` of `a.b.c`.
fn sections_of(path: &'static str) -> impl Iterator<Item = &'static str> {
    path.match_indices('.').filter_map(|(end, _)| path.get(..end))
}

/// The most similar of some names.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|other| (strsim::normalized_damerau_levenshtein(name, other), other))
        .filter(|(likeness, _)| *likeness >= LEAST_LIKENESS)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, other)| other)
}
