//! The data of a server: made by `initdb`, checked before every start.
use std::ffi::OsStr;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use crate::binaries::Binaries;
use crate::folder::Folder;
use crate::guard::{Guard, Orphan};
use crate::{StartError, random};

/// The superuser of every server of this crate.
pub(crate) const SUPERUSER: &str = "inkan";

/// The same order and the same upper and lower case on every machine.
#[cfg(target_os = "macos")]
const LOCALE: &str = "en_US.UTF-8";
#[cfg(not(target_os = "macos"))]
const LOCALE: &str = "C.UTF-8";

/// Makes the data when there is none, and returns the superuser's password.
pub(crate) fn prepare(folder: &Folder, binaries: &Binaries) -> Result<String, StartError> {
    if folder.data().join("PG_VERSION").is_file() {
        refuse_other_version(folder, binaries)?;
        clear_stale_pid(folder)?;
    } else {
        create(folder, binaries)?;
    }
    let path = folder.password();
    let password = fs::read_to_string(&path).map_err(StartError::system("read", &path))?;
    Ok(password.trim().to_owned())
}

/// An interrupted `initdb` leaves `data.new` behind, which the next start replaces.
fn create(folder: &Folder, binaries: &Binaries) -> Result<(), StartError> {
    let unfinished = folder.path().join("data.new");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).map_err(StartError::system("remove", &unfinished))?;
    }
    write_password(folder)?;
    let initdb = binaries.initdb();
    let password = folder.password();
    let locale = format!("--locale={LOCALE}");
    let mut command = vec![initdb.as_os_str(), OsStr::new("-D"), unfinished.as_os_str()];
    command.extend(["-U", SUPERUSER, "--auth=scram-sha-256", "--encoding=UTF8"].map(OsStr::new));
    command.extend([OsStr::new(&locale), OsStr::new("--pwfile"), password.as_os_str()]);
    let orphan = if folder.is_temporary() {
        command.push(OsStr::new("--no-sync"));
        Orphan::Discard(folder.path())
    } else {
        Orphan::Finish
    };
    let log = folder.new_log()?;
    let status = Guard::spawn(&command, folder.account.as_ref(), folder.path(), orphan, log)
        .and_then(Guard::wait)
        .map_err(StartError::system("run", &initdb))?;
    if !status.success() {
        return Err(StartError::Initdb { log: folder.end_of_log() });
    }
    let data = folder.data();
    fs::rename(&unfinished, &data).map_err(StartError::system("create", &data))
}

fn write_password(folder: &Folder) -> Result<(), StartError> {
    let path = folder.password();
    let refused = || StartError::system("write", &path);
    let password = random::hexadecimal::<16>().map_err(refused())?;
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&path)
        .map_err(refused())?;
    writeln!(file, "{password}").map_err(refused())?;
    folder.give(&path)
}

fn refuse_other_version(folder: &Folder, binaries: &Binaries) -> Result<(), StartError> {
    let path = folder.data().join("PG_VERSION");
    let found = fs::read_to_string(&path).map_err(StartError::system("read", &path))?;
    let found = found.trim();
    if found == binaries.major.to_string() {
        return Ok(());
    }
    Err(StartError::OtherVersion {
        folder: folder.path().to_owned(),
        found: found.to_owned(),
        installed: binaries.major,
    })
}

/// Removes the `postmaster.pid` of a server that is gone.
///
/// `PostgreSQL` does so itself unless the old process id has a new owner, which is usual in
/// containers. A postmaster works in its data folder: that tells it from other processes.
fn clear_stale_pid(folder: &Folder) -> Result<(), StartError> {
    let data = folder.data();
    let Some(PidFile { pid, .. }) = PidFile::read(&data) else { return Ok(()) };
    if is_postmaster(pid, &data) {
        return Err(StartError::AlreadyRunning { folder: folder.path().to_owned(), pid });
    }
    if Path::new("/proc/self/cwd").exists() {
        let path = PidFile::path(&data);
        fs::remove_file(&path).map_err(StartError::system("remove", &path))?;
    }
    Ok(())
}

fn is_postmaster(pid: i32, data: &Path) -> bool {
    let working_folder = fs::read_link(format!("/proc/{pid}/cwd"));
    let data = fs::canonicalize(data);
    matches!((working_folder, data), (Ok(working_folder), Ok(data)) if working_folder == data)
}

/// What the server tells about itself in `postmaster.pid`.
pub(crate) struct PidFile {
    pub(crate) pid: i32,
    /// Whether connections are accepted.
    pub(crate) is_ready: bool,
}

impl PidFile {
    fn path(data: &Path) -> PathBuf {
        data.join("postmaster.pid")
    }

    /// `None` when there is none, or when it is just being written.
    pub(crate) fn read(data: &Path) -> Option<Self> {
        let content = fs::read_to_string(Self::path(data)).ok()?;
        let pid = content.lines().next()?.trim().parse().ok()?;
        let is_ready = content.lines().nth(7).is_some_and(|status| status.trim() == "ready");
        Some(Self { pid, is_ready })
    }
}
