//! `inkan config check`.

use crate::cli::Config;
use crate::commands::{load, say};
use crate::start_error::StartError;

/// Prints every key with where its value comes from; secrets are hidden.
pub(super) fn run(action: &Config) -> Result<(), StartError> {
    let Config::Check { source } = action;
    let loaded = load(source)?;
    for key in &loaded.effective {
        say(&format!("{}: {}  # {}", key.path, key.value_shown, key.origin))?;
    }
    for warning in &loaded.warnings {
        eprintln!("warning: {warning}");
    }
    Ok(())
}
