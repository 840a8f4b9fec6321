//! From the sources to the checked tree.

use std::path::{Path, PathBuf};

use crate::configuration::Configuration;
use crate::environment::Environment;
use crate::file::File;
use crate::key::Mark;
use crate::problems::{ConfigurationErrors, Problems};
use crate::sections::{all_keys, deprecated};
use crate::settings::{Origin, Reader, Settings};
use crate::show::shown;

/// Read when no file is named, relative to the working folder.
const DEFAULT_FILE: &str = "./config/config.yaml";

/// What to read, and how strictly.
#[derive(Debug, Clone, Default)]
pub struct LoadOptions {
    /// `None` reads `./config/config.yaml` if it exists.
    pub file: Option<PathBuf>,
    /// The variables.
    pub environment: Environment,
    /// Whether unknown keys, misspelt variables, unknown words and deprecated keys are errors.
    pub strict: bool,
    /// Whether the public default secret is accepted.
    pub insecure_dev: bool,
}

/// A configuration, and how it came about.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The checked tree.
    pub configuration: Configuration,
    /// One line each, to be logged at start.
    pub warnings: Vec<String>,
    /// The file that was read, if any.
    pub source_file: Option<PathBuf>,
    /// Every key in the order of the table, deprecated ones only where set.
    pub effective: Vec<EffectiveKey>,
}

/// One key, as `config show` prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveKey {
    /// Place in the file, with dots.
    pub path: &'static str,
    /// One line of YAML; secrets are `"***"`.
    pub value_shown: String,
    /// Where the value comes from.
    pub origin: Origin,
}

impl Configuration {
    /// Reads defaults, file and environment, each over the one before, and checks the whole.
    ///
    /// # Errors
    ///
    /// A named file that cannot be read, alone; else everything that is wrong, together.
    pub fn load(options: LoadOptions) -> Result<Loaded, ConfigurationErrors> {
        load(options, Path::new(DEFAULT_FILE))
    }
}

fn load(options: LoadOptions, default_file: &Path) -> Result<Loaded, ConfigurationErrors> {
    let LoadOptions { file, environment, strict, insecure_dev } = options;
    let mut problems = Problems::default();
    let file = File::open(file.as_deref(), default_file, &mut problems)?;
    environment.warn_of_misspellings(&mut problems);
    let mut settings = Settings::resolve(&file, &environment, &mut problems);
    deprecated::convert(&mut settings, &mut problems);
    note_flow_keys(&settings, &mut problems);
    let configuration =
        Configuration::read(&mut Reader { settings: &settings, problems: &mut problems, insecure_dev });
    Ok(Loaded {
        configuration,
        warnings: problems.into_warnings(strict)?,
        source_file: file.path,
        effective: effective(&settings),
    })
}

fn note_flow_keys(settings: &Settings, problems: &mut Problems) {
    let set: Vec<&str> = all_keys()
        .filter(|key| key.mark == Mark::Flow && settings.is_set(key.path))
        .map(|key| key.path)
        .collect();
    if !set.is_empty() {
        problems.note(format!("no effect yet, since only flows use it: {}", set.join(", ")));
    }
}

fn effective(settings: &Settings) -> Vec<EffectiveKey> {
    all_keys()
        .filter_map(|key| {
            let setting = settings.get(key.path)?;
            if key.replacement.is_some() && setting.origin == Origin::Default {
                return None;
            }
            Some(EffectiveKey { path: key.path, value_shown: shown(&setting.value), origin: setting.origin })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> LoadOptions {
        let secret = ("SECRETS_KEYS".to_owned(), "sixteen-bytes-or-more".to_owned());
        LoadOptions { environment: [secret].into_iter().collect(), ..LoadOptions::default() }
    }

    #[test]
    fn a_default_file_is_read_when_it_exists() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.yaml");
        assert_eq!(load(options(), &path).unwrap().source_file, None);
        std::fs::write(&path, "service: {name: Found}").unwrap();
        let loaded = load(options(), &path).unwrap();
        assert_eq!(loaded.source_file, Some(path));
        assert_eq!(loaded.configuration.service.name, "Found");
    }

    #[test]
    fn a_broken_default_file_is_skipped_with_a_warning_unless_strict() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.yaml");
        std::fs::write(&path, "service: [").unwrap();
        let loaded = load(options(), &path).unwrap();
        assert!(loaded.warnings[0].starts_with("failed to load config, skipping..."));
        assert!(load(LoadOptions { strict: true, ..options() }, &path).is_err());
    }
}
