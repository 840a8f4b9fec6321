//! Variables of the process, and what they say about a key.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::key::{Key, Kind};
use crate::node::Node;
use crate::problems::Problems;
use crate::sections::all_keys;

const FILE_SUFFIX: &str = "_FILE";
const LARGEST_SLIP: usize = 2;

/// A copy of the environment; its values are never printed.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// The variables of this process; those that are not UTF-8 are left out.
    #[must_use]
    pub fn of_process() -> Self {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect()
    }

    /// A variable that is no key of the configuration, such as `RUST_LOG`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// What the variables of a key say: the name of the one that counts, and its value.
    pub(crate) fn value_of(&self, key: &Key, problems: &mut Problems) -> Option<(String, Node)> {
        if key.is_file_only {
            self.warn_of_file_only(key, problems);
            return None;
        }
        let mut found = self.plain(key);
        if key.kind.is_secret() {
            found.extend(self.in_files(key, problems));
        }
        let mut found = found.into_iter();
        let first = found.next()?;
        for other in found {
            if other.1 != first.1 {
                problems.refuse(format!(
                    "{}: the variables {} and {} both set it and differ; keep one of them",
                    key.path, first.0, other.0
                ));
            }
        }
        Some(first)
    }

    fn plain(&self, key: &Key) -> Vec<(String, Node)> {
        let names = key.variables().into_iter();
        names.filter_map(|name| self.0.get(&name).map(|text| (name, Node::Text(text.clone())))).collect()
    }

    fn in_files(&self, key: &Key, problems: &mut Problems) -> Vec<(String, Node)> {
        let mut found = Vec::new();
        for name in key.variables().into_iter().map(|name| name + FILE_SUFFIX) {
            let Some(path) = self.0.get(&name) else { continue };
            match std::fs::read_to_string(path) {
                Ok(content) => found.push((name, content_of(key, &content))),
                // Not the value: somebody may have put the secret itself there.
                Err(error) => {
                    problems.refuse(format!(
                        "{name} ({}): cannot read the file that it names: {error}",
                        key.path
                    ));
                }
            }
        }
        found
    }

    fn warn_of_file_only(&self, key: &Key, problems: &mut Problems) {
        for name in key.variables().into_iter().filter(|name| self.0.contains_key(name)) {
            problems
                .warn(format!("the variable {name} is ignored: {} can be set in the file only", key.path));
        }
    }

    /// Warns of variables that are nearly one of ours.
    pub(crate) fn warn_of_misspellings(&self, problems: &mut Problems) {
        let known: BTreeSet<String> = all_keys().flat_map(names_of).collect();
        let sections: BTreeSet<&str> = known.iter().filter_map(|name| name.split('_').next()).collect();
        for name in self.0.keys().filter(|name| !known.contains(*name)) {
            let Some((section, _)) = name.split_once('_') else { continue };
            if !sections.contains(section) {
                continue;
            }
            let distances = known.iter().map(|other| (strsim::damerau_levenshtein(name, other), other));
            if let Some((distance, nearest)) = distances.min()
                && distance <= LARGEST_SLIP
            {
                problems.warn(format!("unknown variable {name}: did you mean {nearest}?"));
            }
        }
    }
}

fn names_of(key: &Key) -> Vec<String> {
    let mut names = key.variables();
    if key.kind.is_secret() {
        names.extend(key.variables().into_iter().map(|name| name + FILE_SUFFIX));
    }
    names
}

/// A list stands one entry a line, or with commas in a single line.
fn content_of(key: &Key, content: &str) -> Node {
    let text = content.strip_suffix('\n').unwrap_or(content);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if key.kind == Kind::Secrets && text.contains('\n') {
        let lines = text.lines().filter(|line| !line.is_empty());
        return Node::List(lines.map(|line| Node::Text(line.to_owned())).collect());
    }
    Node::Text(text.to_owned())
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        Self(variables.into_iter().collect())
    }
}

/// The later value of a variable counts.
impl Extend<(String, String)> for Environment {
    fn extend<I: IntoIterator<Item = (String, String)>>(&mut self, variables: I) {
        self.0.extend(variables);
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}
