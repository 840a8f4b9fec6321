//! The only place of this crate that reads the environment.
use std::ffi::OsString;
use std::path::PathBuf;

/// A folder with the server's binaries; when set, no other place is searched.
pub(crate) const BINARIES: &str = "INKAN_POSTGRES_BIN";

/// The value of an environment variable; an empty one counts as not set.
#[expect(
    clippy::disallowed_methods,
    reason = "this crate serves developers and tests; it has no configuration file"
)]
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The folders of `PATH`, in their order.
pub(crate) fn search_path() -> Vec<PathBuf> {
    variable("PATH").map_or_else(Vec::new, |path| std::env::split_paths(&path).collect())
}

/// Whether a program of this name stands in one of the folders of `PATH`.
pub(crate) fn is_on_path(program: &str) -> bool {
    search_path().iter().any(|folder| folder.join(program).is_file())
}
