//! The operating system's user that runs the server.
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::StartError;

/// A user other than the current one.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

/// Whether this process runs as root.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

impl Account {
    /// Who runs the server: `None` for the current user, who will do unless it is root.
    ///
    /// An existing folder of data keeps its owner.
    pub(crate) fn for_data(data: &Path) -> Result<Option<Self>, StartError> {
        if !is_root() {
            return Ok(None);
        }
        if let Ok(owned) = data.metadata()
            && owned.uid() != 0
        {
            let name = format!("with id {}", owned.uid());
            return Ok(Some(Self { name, uid: owned.uid(), gid: owned.gid() }));
        }
        ["postgres", "nobody"].into_iter().find_map(Self::named).map(Some).ok_or(StartError::NoAccount)
    }

    fn named(name: &str) -> Option<Self> {
        let uid = id("-u", name)?;
        let gid = id("-g", name)?;
        Some(Self { name: name.to_owned(), uid, gid })
    }

    /// Lets the command run as this user, with no other group.
    pub(crate) fn apply(account: Option<&Self>, command: &mut Command) {
        if let Some(account) = account {
            command.uid(account.uid).gid(account.gid);
        }
    }

    /// Gives a file or folder, but not what is in it, to this user.
    pub(crate) fn give(account: Option<&Self>, path: &Path) -> Result<(), StartError> {
        let Some(account) = account else { return Ok(()) };
        std::os::unix::fs::chown(path, Some(account.uid), Some(account.gid))
            .map_err(StartError::system("change the owner of", path))
    }

    /// Whether this user can enter and write the folder and everything above it.
    pub(crate) fn can_enter(account: Option<&Self>, folder: &Path) -> bool {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", r#"cd "$0" && test -w ."#]).arg(folder);
        shell.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self::apply(account, &mut shell);
        shell.status().is_ok_and(|status| status.success())
    }
}

/// Asks `id`, so that users of a directory service are found as well.
fn id(option: &str, name: &str) -> Option<u32> {
    let output = Command::new("id").args([option, name]).stderr(Stdio::null()).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
