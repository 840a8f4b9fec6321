//! `inkan-postgres`: a private server for a command (`run`) or until Ctrl-C (`serve`).
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use clap::Parser;
use inkan_postgres::{Mode, Options, Server, StartError, TEST_SERVER_VARIABLE};
use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

const ENDING_SIGNALS: [i32; 3] = [SIGHUP, SIGINT, SIGTERM];
/// How soon a server that ended by itself is noticed.
const CHECK_INTERVAL: Duration = Duration::from_millis(500);

#[derive(Parser)]
#[command(version, about = "A private PostgreSQL server for development and tests.")]
enum Arguments {
    /// Runs a command with the URL of a temporary server in `INKAN_TEST_POSTGRES`.
    Run {
        /// The command and its arguments; its exit code is passed on.
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<OsString>,
    },
    /// Runs a server that keeps its data, and prints its URL, until Ctrl-C.
    Serve {
        /// The folder of the server, made when missing.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// A free port when not given.
        #[arg(long)]
        port: Option<u16>,
    },
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("cannot run {command}: {source}")]
    Command { command: String, source: io::Error },
    #[error("the server ended by itself: see server.log in {0}")]
    Ended(PathBuf),
    #[error(transparent)]
    System(#[from] io::Error),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse() {
        Arguments::Run { command } => run(&command),
        Arguments::Serve { data, port } => serve(data, port),
    };
    outcome.unwrap_or_else(|failure| {
        eprintln!("inkan-postgres: {failure}");
        ExitCode::FAILURE
    })
}

fn run(words: &[OsString]) -> Result<ExitCode, Failure> {
    let Some((program, arguments)) = words.split_first() else { return Ok(ExitCode::FAILURE) };
    let server = Server::start(&Options::new(Mode::Temporary))?;
    let mut signals = Signals::new(ENDING_SIGNALS)?;
    let mut command = Command::new(program)
        .args(arguments)
        .env(TEST_SERVER_VARIABLE, server.url("postgres"))
        .spawn()
        .map_err(|source| Failure::Command { command: program.to_string_lossy().into_owned(), source })?;
    let pid = i32::try_from(command.id()).ok().and_then(Pid::from_raw);
    let handle = signals.handle();
    let forwarder = std::thread::spawn(move || {
        for signal in &mut signals {
            if let (Some(pid), Some(signal)) = (pid, Signal::from_named_raw(signal)) {
                // A command that is just ending cannot be signalled any more, and need not be.
                kill_process(pid, signal).unwrap_or_default();
            }
        }
    });
    let status = command.wait()?;
    handle.close();
    forwarder.join().unwrap_or_default();
    server.stop()?;
    Ok(exit_code(status))
}

/// As a shell does: 128 and the signal's number for a command ended by a signal.
fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

fn serve(data: PathBuf, port: Option<u16>) -> Result<ExitCode, Failure> {
    let mut options = Options::new(Mode::Persistent(data));
    if let Some(port) = port {
        options = options.port(port);
    }
    let (sender, received) = mpsc::channel();
    let mut signals = Signals::new(ENDING_SIGNALS)?;
    let mut server = Server::start(&options)?;
    writeln!(io::stdout(), "{}", server.url("postgres"))?;
    std::thread::spawn(move || signals.forever().try_for_each(|signal| sender.send(signal)));
    while received.recv_timeout(CHECK_INTERVAL) == Err(RecvTimeoutError::Timeout) {
        if !server.is_running() {
            return Err(Failure::Ended(server.folder().to_owned()));
        }
    }
    server.stop()?;
    Ok(ExitCode::SUCCESS)
}
