//! Short ways to load a configuration from texts.

use std::path::PathBuf;

use inkan_config::{Configuration, ConfigurationErrors, LoadOptions, Loaded};

/// Long enough to be accepted.
pub(crate) const SECRET: &str = "sixteen-bytes-or-more";

/// What is written in the file, and as variables.
#[derive(Default)]
pub(crate) struct Sources<'a> {
    pub(crate) yaml: &'a str,
    pub(crate) variables: &'a [(&'a str, &'a str)],
    pub(crate) strict: bool,
    pub(crate) insecure_dev: bool,
}

impl Sources<'_> {
    /// Loads them as they are.
    pub(crate) fn load(&self) -> Result<Loaded, ConfigurationErrors> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("inkan.yaml");
        std::fs::write(&file, self.yaml).unwrap();
        Configuration::load(LoadOptions {
            file: Some(file),
            environment: pairs(self.variables),
            strict: self.strict,
            insecure_dev: self.insecure_dev,
        })
    }
}

/// Loads a file, with secrets that are accepted unless it has some.
pub(crate) fn load_yaml(yaml: &str) -> Result<Loaded, ConfigurationErrors> {
    load_both(yaml, &[])
}

/// Loads variables over an empty file.
pub(crate) fn load_variables(variables: &[(&str, &str)]) -> Result<Loaded, ConfigurationErrors> {
    load_both("", variables)
}

/// Loads a file and variables, with secrets that are accepted unless the file has some.
pub(crate) fn load_both(yaml: &str, variables: &[(&str, &str)]) -> Result<Loaded, ConfigurationErrors> {
    let secrets = format!("secrets: {{keys: [{SECRET}]}}\n");
    let yaml = if yaml.contains("secrets") { yaml.to_owned() } else { format!("{secrets}{yaml}") };
    Sources { yaml: &yaml, variables, ..Sources::default() }.load()
}

/// The problems of a configuration that must be refused.
pub(crate) fn problems(result: Result<Loaded, ConfigurationErrors>) -> Vec<String> {
    result.map(|loaded| loaded.effective).unwrap_err().problems().to_vec()
}

/// A file among the profiles of this crate's tests.
pub(crate) fn profile(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/profiles").join(name)
}

/// What `config show` prints for a key.
pub(crate) fn shown(loaded: &Loaded, path: &str) -> String {
    let key = loaded.effective.iter().find(|key| key.path == path).unwrap();
    format!("{} ({})", key.value_shown, key.origin)
}

fn pairs<T: FromIterator<(String, String)>>(variables: &[(&str, &str)]) -> T {
    variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
