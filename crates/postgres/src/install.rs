//! Installs the server with the package manager of the machine.
use std::io;
use std::process::{Command, Stdio};

use crate::{StartError, account, environment};

struct PackageManager {
    program: &'static str,
    /// For `sh`; creates and starts no cluster.
    script: &'static str,
    needs_root: bool,
}

/// The first one found on `PATH` is used.
const PACKAGE_MANAGERS: [PackageManager; 4] = [
    PackageManager { program: "apt-get", script: include_str!("install-apt.sh"), needs_root: true },
    PackageManager {
        program: "dnf",
        script: "dnf install -y postgresql-server postgresql-contrib",
        needs_root: true,
    },
    PackageManager {
        program: "apk",
        script: "apk add postgresql postgresql-client postgresql-contrib",
        needs_root: true,
    },
    PackageManager { program: "brew", script: "brew install postgresql@17", needs_root: false },
];

/// What decides how the server can be installed.
struct Machine<'a> {
    has: &'a dyn Fn(&str) -> bool,
    is_root: bool,
    sudo_works: &'a dyn Fn() -> bool,
}

/// Installs the server, tells so on standard error, and returns what was run.
pub(crate) fn install() -> Result<String, StartError> {
    let machine =
        Machine { has: &environment::is_on_path, is_root: account::is_root(), sudo_works: &sudo_works };
    let (manager, words) = plan(&machine)?;
    let command = format!("{} ({})", manager.program, words.join(" "));
    eprintln!("PostgreSQL is not installed: installing it with {}", manager.program);
    let failed = |reason| StartError::InstallFailed { command: command.clone(), reason };
    let status = Command::new("/usr/bin/env")
        .args(&words)
        .arg(manager.script)
        .stdin(Stdio::null())
        .stdout(io::stderr())
        .status()
        .map_err(|error| failed(error.to_string()))?;
    if status.success() { Ok(command) } else { Err(failed(status.to_string())) }
}

/// The package manager and the words before its script.
fn plan(machine: &Machine<'_>) -> Result<(&'static PackageManager, Vec<&'static str>), StartError> {
    let refused = |reason: &str| Err(StartError::CannotInstall(reason.to_owned()));
    let Some(manager) = PACKAGE_MANAGERS.iter().find(|manager| (machine.has)(manager.program)) else {
        return refused("no apt-get, dnf, apk or brew was found");
    };
    match (manager.needs_root, machine.is_root) {
        (true, true) | (false, false) => Ok((manager, vec!["sh", "-c"])),
        (true, false) if (machine.sudo_works)() => Ok((manager, vec!["sudo", "-n", "sh", "-c"])),
        (true, false) => {
            refused(&format!("{} needs root, and sudo is missing or asks for a password", manager.program))
        }
        (false, true) => refused(&format!("{} refuses to run as root", manager.program)),
    }
}

fn sudo_works() -> bool {
    Command::new("sudo")
        .args(["-n", "true"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(has: &str, is_root: bool, sudo: bool) -> Result<(&'static str, usize), String> {
        let machine = Machine { has: &|program| program == has, is_root, sudo_works: &move || sudo };
        plan(&machine)
            .map(|(manager, words)| (manager.program, words.len()))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn root_installs_without_sudo() {
        assert_eq!(planned("apt-get", true, false), Ok(("apt-get", 2)));
        assert_eq!(planned("apk", true, true), Ok(("apk", 2)));
    }

    #[test]
    fn others_install_with_sudo_when_it_asks_for_no_password() {
        assert_eq!(planned("dnf", false, true), Ok(("dnf", 4)));
        assert!(planned("dnf", false, false).unwrap_err().contains("sudo"));
    }

    #[test]
    fn brew_runs_as_the_user_alone() {
        assert_eq!(planned("brew", false, false), Ok(("brew", 2)));
        assert!(planned("brew", true, false).unwrap_err().contains("root"));
    }

    #[test]
    fn a_machine_without_a_known_package_manager_is_told_what_to_do() {
        assert!(planned("pacman", true, true).unwrap_err().contains("INKAN_POSTGRES_BIN"));
    }
}
