//! The folder that holds the database and the secret of a checkout, used by one run at a time.

use std::fs::{self, DirBuilder, File};
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};
use rustix::process::{Pid, test_kill_process};

use crate::Failure;

/// How long the database of a run that was killed may take to end.
const PATIENCE: Duration = Duration::from_secs(30);
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// A folder that nobody else uses.
pub(super) struct Folder {
    path: PathBuf,
    is_new: bool,
    /// Held until the process ends, however it ends.
    _lock: File,
}

impl Folder {
    /// Makes the folder when it is missing and waits for the end of a database that was left alone in it.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let path = std::path::absolute(path).map_err(Failure::file("find", path))?;
        let is_new = !path.exists();
        if let Some(above) = path.parent() {
            fs::create_dir_all(above).map_err(Failure::file("create", above))?;
        }
        // The database's user must get through, and needs to see nothing.
        let mut builder = DirBuilder::new();
        match builder.mode(0o711).create(&path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(Failure::file("create", &path)(error));
            }
            _ => {}
        }
        let lock = path.join("lock");
        let lock = File::create(&lock).map_err(Failure::file("create", &lock))?;
        if flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
            return Err(Failure::InUse(path));
        }
        let folder = Self { path, is_new, _lock: lock };
        folder.wait_for_the_end_of_others()?;
        Ok(folder)
    }

    /// Where the database lives.
    pub(super) fn postgres(&self) -> PathBuf {
        self.path.join("postgres")
    }

    /// The file with the secret.
    pub(super) fn secret(&self) -> PathBuf {
        self.path.join("secret")
    }

    /// Forgets database and secret; nothing else in the folder is touched.
    pub(super) fn clear(&self) -> Result<(), Failure> {
        let (postgres, secret) = (self.postgres(), self.secret());
        for (removed, path) in
            [(fs::remove_dir_all(&postgres), &postgres), (fs::remove_file(&secret), &secret)]
        {
            match removed {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(Failure::file("remove", path)(error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Removes what [`Folder::open`] made, when nothing came of it.
    pub(super) fn abandon(self) {
        if self.is_new {
            // Whatever cannot be removed does no harm.
            let _ = fs::remove_file(self.path.join("lock")).and_then(|()| fs::remove_dir(&self.path));
        }
    }

    fn wait_for_the_end_of_others(&self) -> Result<(), Failure> {
        let data = self.postgres().join("data");
        let deadline = Instant::now() + PATIENCE;
        while let Some(pid) = postmaster(&data) {
            if Instant::now() > deadline {
                return Err(Failure::StillRunning {
                    pid: pid.as_raw_nonzero().get(),
                    folder: self.postgres(),
                });
            }
            std::thread::sleep(POLL_INTERVAL);
        }
        Ok(())
    }
}

/// The process that its own file names, when it lives and works in the folder; where the system does not tell
/// in which folder a process works, being alive is enough.
fn postmaster(data: &Path) -> Option<Pid> {
    let file = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let pid = Pid::from_raw(file.lines().next()?.trim().parse().ok()?)?;
    test_kill_process(pid).ok()?;
    let Ok(folder) = fs::read_link(format!("/proc/{}/cwd", pid.as_raw_nonzero())) else {
        return (!Path::new("/proc/self/cwd").exists()).then_some(pid);
    };
    (fs::canonicalize(data).ok()? == folder).then_some(pid)
}

/// `.inkan` in the checkout that holds the working folder, or else in the working folder itself.
pub(super) fn of_checkout() -> Result<PathBuf, Failure> {
    let here = std::env::current_dir().map_err(Failure::file("find", Path::new(".")))?;
    let checkout = here.ancestors().find(|folder| folder.join("crates/dev/Cargo.toml").is_file());
    Ok(checkout.unwrap_or(&here).join(".inkan"))
}

/// Where the data of a folder goes that the database's user cannot enter, as under /root. Only root starts a
/// database as somebody else, so only root needs this, and only root can write there.
pub(super) fn elsewhere(folder: &Path) -> PathBuf {
    Path::new("/var/lib/inkan-dev").join(key(folder))
}

/// A name that no other path has.
fn key(path: &Path) -> String {
    use std::fmt::Write as _;
    let mut key = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' => key.push('-'),
            byte if byte.is_ascii_alphanumeric() || *byte == b'_' => key.push(char::from(*byte)),
            // Writing to a string cannot fail.
            byte => drop(write!(key, "%{byte:02x}")),
        }
    }
    key.trim_start_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Folder, elsewhere, key};
    use crate::Failure;

    #[test]
    fn one_run_at_a_time_uses_a_folder() {
        let above = tempfile::tempdir().unwrap();
        let path = above.path().join("new/.inkan");
        let first = Folder::open(&path).unwrap();
        assert!(matches!(Folder::open(&path), Err(Failure::InUse(_))));
        drop(first);
        assert!(Folder::open(&path).is_ok());
    }

    #[test]
    fn clearing_removes_database_and_secret_and_nothing_else() {
        let path = tempfile::tempdir().unwrap();
        let folder = Folder::open(path.path()).unwrap();
        folder.clear().unwrap();
        std::fs::create_dir_all(folder.postgres().join("data")).unwrap();
        std::fs::write(folder.secret(), "secret").unwrap();
        std::fs::write(path.path().join("notes"), "mine").unwrap();
        folder.clear().unwrap();
        assert!(!folder.postgres().exists() && !folder.secret().exists());
        assert!(path.path().join("notes").exists());
    }

    #[test]
    fn an_abandoned_folder_is_gone_if_it_was_new() {
        let above = tempfile::tempdir().unwrap();
        Folder::open(&above.path().join("new")).unwrap().abandon();
        assert!(!above.path().join("new").exists());
        Folder::open(above.path()).unwrap().abandon();
        assert!(above.path().exists());
    }

    #[test]
    fn a_postmaster_file_of_a_process_that_works_elsewhere_is_stale() {
        let path = tempfile::tempdir().unwrap();
        let data = path.path().join("postgres/data");
        std::fs::create_dir_all(&data).unwrap();
        std::fs::write(data.join("postmaster.pid"), format!("{}\n", std::process::id())).unwrap();
        if Path::new("/proc/self/cwd").exists() {
            assert!(Folder::open(path.path()).is_ok());
        }
    }

    #[test]
    fn every_checkout_has_a_name_of_its_own() {
        assert_eq!(
            elsewhere(Path::new("/root/inkan/.inkan")),
            Path::new("/var/lib/inkan-dev/root-inkan-%2einkan")
        );
        assert_ne!(key(Path::new("/a-/b")), key(Path::new("/a/-b")));
        assert_ne!(key(Path::new("/a%2d")), key(Path::new("/a-")));
    }
}
