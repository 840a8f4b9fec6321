//! The folder a server lives in: `data`, `password`, `server.log` and its socket.
use std::fs::{self, DirBuilder, File, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use crate::account::Account;
use crate::{Mode, StartError};

/// What may stand in the folder of a server, apart from its socket.
const ENTRIES: [&str; 4] = ["data", "data.new", "password", "server.log"];
/// How much of a log is shown in an error.
const SHOWN_LOG_LINES: usize = 30;

/// A folder that belongs to the user who runs the server; a temporary one is removed on drop.
pub(crate) struct Folder {
    path: PathBuf,
    is_temporary: bool,
    /// Who runs the server: `None` for the current user.
    pub(crate) account: Option<Account>,
}

impl Folder {
    pub(crate) fn prepare(mode: &Mode) -> Result<Self, StartError> {
        match mode {
            Mode::Persistent(path) => Self::persistent(path),
            Mode::Temporary => Self::temporary(),
        }
    }

    fn persistent(path: &Path) -> Result<Self, StartError> {
        let path = std::path::absolute(path).map_err(StartError::system("find", path))?;
        refuse_foreign(&path)?;
        let is_new = !path.exists();
        let mut builder = DirBuilder::new();
        builder.recursive(true).mode(0o700);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above).map_err(StartError::system("create", above))?;
        }
        builder.create(&path).map_err(StartError::system("create", &path))?;
        let account = Account::for_data(&path.join("data"))?;
        let folder = Self { path, is_temporary: false, account };
        folder.give(&folder.path)?;
        if let Err(refusal) = folder.refuse_unreachable() {
            if is_new {
                fs::remove_dir(&folder.path).map_err(StartError::system("remove", &folder.path))?;
            }
            return Err(refusal);
        }
        Ok(folder)
    }

    /// In the first temporary folder of the system that the server's user can enter.
    fn temporary() -> Result<Self, StartError> {
        let account = Account::for_data(Path::new(""))?;
        let places = [std::env::temp_dir(), PathBuf::from("/tmp"), PathBuf::from("/var/tmp")];
        let place =
            places.iter().find(|place| Account::can_enter(account.as_ref(), place)).unwrap_or(&places[0]);
        let path = tempfile::Builder::new()
            .prefix("inkan-postgres-")
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(place)
            .map_err(StartError::system("create a folder in", place))?
            .keep();
        let folder = Self { path, is_temporary: true, account };
        folder.give(&folder.path)?;
        folder.refuse_unreachable()?;
        Ok(folder)
    }

    fn refuse_unreachable(&self) -> Result<(), StartError> {
        if Account::can_enter(self.account.as_ref(), &self.path) {
            return Ok(());
        }
        let account = self.account.as_ref().map_or("that started it", |account| &account.name);
        Err(StartError::Unreachable { folder: self.path.clone(), account: account.to_owned() })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn is_temporary(&self) -> bool {
        self.is_temporary
    }

    /// The server's own data folder (`PGDATA`).
    pub(crate) fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    /// The superuser's password, readable by the server's user alone.
    pub(crate) fn password(&self) -> PathBuf {
        self.path.join("password")
    }

    /// Gives one file or folder to the server's user.
    pub(crate) fn give(&self, path: &Path) -> Result<(), StartError> {
        Account::give(self.account.as_ref(), path)
    }

    /// An empty log for the next command.
    pub(crate) fn new_log(&self) -> Result<File, StartError> {
        let path = self.path.join("server.log");
        let log = File::create(&path).map_err(StartError::system("create", &path))?;
        self.give(&path)?;
        Ok(log)
    }

    /// The last lines of the log.
    pub(crate) fn end_of_log(&self) -> String {
        let log = fs::read(self.path.join("server.log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        let hidden = lines.len().saturating_sub(SHOWN_LOG_LINES);
        lines.into_iter().skip(hidden).collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.is_temporary
            && let Err(error) = fs::remove_dir_all(&self.path)
            && error.kind() != io::ErrorKind::NotFound
        {
            eprintln!("cannot remove {}: {error}", self.path.display());
        }
    }
}

/// A folder with other things in it is never taken over.
fn refuse_foreign(folder: &Path) -> Result<(), StartError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(StartError::system("read", folder)(error)),
    };
    for entry in entries {
        let name = entry.map_err(StartError::system("read", folder))?.file_name();
        let name = name.to_string_lossy();
        if !ENTRIES.contains(&&*name) && !name.starts_with(".s.PGSQL.") {
            let folder = folder.to_owned();
            return Err(StartError::ForeignFolder { folder, entry: name.into_owned() });
        }
    }
    Ok(())
}
