//! What a server is started with.
use std::path::PathBuf;

/// Where the server keeps its files, and for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// In this folder, kept when the server stops and reused by the next start.
    Persistent(PathBuf),
    /// In a new folder under the system's temporary one, removed when the server stops.
    /// Nothing is flushed to disk: fast, and lost in a crash of the machine.
    Temporary,
}

/// How to start a [`Server`](crate::Server).
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) mode: Mode,
    pub(crate) port: Option<u16>,
    pub(crate) settings: Vec<(String, String)>,
}

impl Options {
    /// A server on a free port, with 300 connections and 128 MB of shared buffers.
    #[must_use]
    pub fn new(mode: Mode) -> Self {
        Self { mode, port: None, settings: Vec::new() }
    }

    /// A fixed port on 127.0.0.1 in place of a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// A parameter as in `postgresql.conf`, such as `shared_preload_libraries`; wins over ours.
    #[must_use]
    pub fn setting(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.push((name.into(), value.into()));
        self
    }

    /// All parameters in `name=value` form; a later one wins over an earlier one.
    pub(crate) fn parameters(&self) -> Vec<String> {
        let not_durable: &[&str] = match self.mode {
            Mode::Persistent(_) => &[],
            Mode::Temporary => &["fsync=off", "full_page_writes=off", "synchronous_commit=off"],
        };
        ["max_connections=300", "shared_buffers=128MB"]
            .iter()
            .chain(not_durable)
            .map(|parameter| (*parameter).to_owned())
            .chain(self.settings.iter().map(|(name, value)| format!("{name}={value}")))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_temporary_server_gives_up_durability() {
        let persistent = Options::new(Mode::Persistent(PathBuf::from("/srv/inkan"))).parameters();
        assert!(!persistent.contains(&"fsync=off".to_owned()));
        assert!(Options::new(Mode::Temporary).parameters().contains(&"fsync=off".to_owned()));
    }

    #[test]
    fn a_given_setting_comes_after_the_default_one() {
        let parameters = Options::new(Mode::Temporary).setting("max_connections", "10").parameters();
        assert_eq!(parameters.last().map(String::as_str), Some("max_connections=10"));
    }
}
