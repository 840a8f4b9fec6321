//! Configuration of a test: a file for what all have in common, variables for what one test changes.

use std::path::PathBuf;

use inkan_config::{Configuration, LoadOptions};
use inkan_postgres::TestDatabase;
use tempfile::TempDir;

/// The secret of every test that does not say otherwise.
pub(crate) const SECRET: &str = "the-secret-of-the-whole-server-tests";

/// A configuration file and the variables that go with it.
pub(crate) struct Settings {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

impl Settings {
    /// Any free port, tokens in the header, no rate limits, no audit lines in the output of the tests.
    pub(crate) fn new(database: &TestDatabase) -> Self {
        Self::at(&database.url())
    }

    /// The same for the database at this address.
    pub(crate) fn at(url: &str) -> Self {
        Self::from_yaml(&format!(
            r#"
server:
  public: {{ address: "127.0.0.1:0" }}
  admin: {{ address: "127.0.0.1:0" }}
database: {{ url: "{url}" }}
secrets: {{ keys: ["{SECRET}"] }}
service: {{ name: Example }}
session: {{ enable_auth_token_header: true }}
rate_limiter: {{ enabled: false }}
audit_log: {{ console_output: {{ enabled: false }} }}
email_delivery: {{ smtp: {{ host: 127.0.0.1, tls: "off" }} }}
"#
        ))
    }

    /// Exactly this file.
    pub(crate) fn from_yaml(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config.yaml"), text).unwrap();
        Self { folder, variables: Vec::new() }
    }

    /// One key more, as a variable of the environment.
    pub(crate) fn with(mut self, variable: &str, value: &str) -> Self {
        self.variables.push((variable.to_owned(), value.to_owned()));
        self
    }

    /// Further keys that are in no section of the file yet; some have no variable.
    pub(crate) fn append(self, yaml: &str) -> Self {
        let text = std::fs::read_to_string(self.file()).unwrap();
        std::fs::write(self.file(), format!("{text}{yaml}\n")).unwrap();
        self
    }

    /// The configuration file.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("config.yaml")
    }

    /// A further file beside it.
    pub(crate) fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The checked tree, for a server in this process.
    pub(crate) fn load(&self) -> Configuration {
        let options = LoadOptions {
            file: Some(self.file()),
            environment: self.variables.iter().cloned().collect(),
            ..LoadOptions::default()
        };
        Configuration::load(options).unwrap().configuration
    }
}
