//! The secret of a checkout, made once.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use crate::Failure;

/// 256 random bits.
const BYTES: usize = 32;

/// Reads the secret from its file, or makes one that the owner alone can read.
pub(super) fn read_or_make(path: &Path) -> Result<String, Failure> {
    match fs::read_to_string(path) {
        Ok(secret) => Ok(secret.trim().to_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => make(path),
        Err(error) => Err(Failure::file("read", path)(error)),
    }
}

/// Written beside and renamed, so that an interrupted start leaves no half of a secret.
fn make(path: &Path) -> Result<String, Failure> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    let mut secret = String::with_capacity(2 * BYTES);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(secret, "{byte:02x}");
    }
    let unfinished = path.with_extension("new");
    let write = || {
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
        writeln!(file, "{secret}")?;
        file.sync_all()?;
        fs::rename(&unfinished, path)
    };
    write().map_err(Failure::file("write", path))?;
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::read_or_make;

    #[test]
    fn a_secret_is_made_once_and_for_the_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        let made = read_or_make(&path).unwrap();
        assert_eq!(made.len(), 64);
        assert_eq!(read_or_make(&path).unwrap(), made);
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_ne!(read_or_make(&folder.path().join("other")).unwrap(), made);
    }
}
