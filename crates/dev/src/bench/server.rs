//! The measured server: the release binary as a child.

use std::fs::OpenOptions;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::interrupt::Interrupt;
use crate::Failure;
use crate::http_client::{get, once};

/// How long a start or an end may take.
const PATIENCE: Duration = Duration::from_secs(30);
const POLL_INTERVAL: Duration = Duration::from_micros(250);

/// A running server; ended on drop.
pub(super) struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts `serve all` and returns with the time until the first 200 of `/health/ready`.
    pub(super) fn start(
        binary: &Path,
        configuration: &Path,
        log: &Path,
        address: SocketAddr,
        interrupt: &Interrupt,
    ) -> Result<(Self, Duration), Failure> {
        let log =
            OpenOptions::new().create(true).append(true).open(log).map_err(Failure::file("open", log))?;
        let mut command = command(binary, &["serve", "all"], configuration);
        command.stdout(log.try_clone()?).stderr(log);
        let started = Instant::now();
        let child = command.spawn().map_err(Failure::file("run", binary))?;
        let mut server = Self { child, address };
        let request = get("/health/ready", "");
        while !once(address, &request).is_ok_and(|answer| answer.status == 200) {
            interrupt.check()?;
            if let Some(status) = server.child.try_wait()? {
                return Err(Failure::Bench(format!("the server ended at its start: {status}; see --log")));
            }
            if started.elapsed() > PATIENCE {
                return Err(Failure::Bench("the server did not start in time; see --log".to_owned()));
            }
            std::thread::sleep(POLL_INTERVAL);
        }
        Ok((server, started.elapsed()))
    }

    /// Where its public API listens.
    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its process id.
    pub(super) fn pid(&self) -> i32 {
        i32::try_from(self.child.id()).unwrap_or_default()
    }

    /// Ends it as an operator does.
    pub(super) fn stop(mut self) -> Result<(), Failure> {
        self.end()
    }

    fn end(&mut self) -> Result<(), Failure> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        if let Some(pid) = Pid::from_raw(self.pid()) {
            kill_process(pid, Signal::TERM).map_err(std::io::Error::from)?;
        }
        let deadline = Instant::now() + PATIENCE;
        while self.child.try_wait()?.is_none() {
            if Instant::now() > deadline {
                self.child.kill()?;
                self.child.wait()?;
                return Err(Failure::Bench("the server did not end in time and was killed".to_owned()));
            }
            std::thread::sleep(POLL_INTERVAL);
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(failure) = self.end() {
            eprintln!("process {}: {failure}", self.child.id());
        }
    }
}

/// A command of the binary that knows nothing of the variables around it. A group of its own: Ctrl-C is for the
/// bench, which ends it.
pub(super) fn command(binary: &Path, words: &[&str], configuration: &Path) -> Command {
    use std::os::unix::process::CommandExt as _;
    let mut command = Command::new(binary);
    command.args(words).arg("--config").arg(configuration);
    command.env_clear().stdin(Stdio::null()).process_group(0);
    command
}
