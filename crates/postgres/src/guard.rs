//! A process beside a command that ends it as soon as this process is gone, however it went.
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::account::Account;

/// How long a command is given for an orderly end.
const PATIENCE: Duration = Duration::from_secs(60);
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// What becomes of the command when this process is gone.
#[derive(Clone, Copy)]
pub(crate) enum Orphan<'a> {
    /// It ends in an orderly way (`SIGINT`); its files stay.
    Finish,
    /// It ends at once (`SIGQUIT`), and this folder is removed.
    Discard(&'a Path),
}

/// A running command and its guard, which is its parent process.
pub(crate) struct Guard {
    shell: Child,
    /// Ends when this process does; the guard listens on the other side.
    lifeline: Option<ChildStdin>,
    command_pid: i32,
}

impl Guard {
    /// Starts the command in `folder`, with `log` for everything it and its guard say.
    pub(crate) fn spawn(
        command: &[&OsStr],
        account: Option<&Account>,
        folder: &Path,
        orphan: Orphan<'_>,
        log: File,
    ) -> io::Result<Self> {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", include_str!("guard.sh"), "guard"]);
        match orphan {
            Orphan::Finish => shell.args(["INT", ""]),
            Orphan::Discard(folder) => shell.arg("QUIT").arg(folder),
        };
        shell.args(command).current_dir(folder).env("LC_ALL", "C");
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log);
        // A group of its own: Ctrl-C in the terminal is for this process, which then stops it.
        shell.process_group(0);
        Account::apply(account, &mut shell);
        let mut shell = shell.spawn()?;
        let lifeline = shell.stdin.take();
        let command_pid = read_pid(&mut shell)?;
        Ok(Self { shell, lifeline, command_pid })
    }

    /// The process id of the command itself.
    pub(crate) fn command_pid(&self) -> i32 {
        self.command_pid
    }

    /// Whether the command still runs.
    pub(crate) fn is_running(&mut self) -> bool {
        matches!(self.shell.try_wait(), Ok(None))
    }

    /// Waits until the command ends by itself.
    pub(crate) fn wait(mut self) -> io::Result<ExitStatus> {
        // `Child::wait` alone would close the lifeline first; it is held in `self` until the end.
        self.shell.wait()
    }

    /// Asks the command to end and waits for it; after a minute it is killed.
    pub(crate) fn stop(&mut self) -> io::Result<()> {
        let Some(mut lifeline) = self.lifeline.take() else { return Ok(()) };
        if let Err(error) = lifeline.write_all(b"stop\n")
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            return Err(error);
        }
        let deadline = Instant::now() + PATIENCE;
        while self.is_running() {
            if Instant::now() > deadline {
                self.kill()?;
                break;
            }
            std::thread::sleep(POLL_INTERVAL);
        }
        self.shell.wait().map(drop)
    }

    fn kill(&self) -> io::Result<()> {
        let pid = rustix::process::Pid::from_raw(self.command_pid).ok_or(io::ErrorKind::NotFound)?;
        rustix::process::kill_process(pid, rustix::process::Signal::KILL)?;
        Ok(())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            eprintln!("cannot stop process {}: {error}", self.command_pid);
        }
    }
}

fn read_pid(shell: &mut Child) -> io::Result<i32> {
    let mut line = String::new();
    if let Some(output) = shell.stdout.take() {
        BufReader::new(output).read_line(&mut line)?;
    }
    line.trim().parse().map_err(io::Error::other)
}
