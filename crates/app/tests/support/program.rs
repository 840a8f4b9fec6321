//! The program as a child process that serves.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ExitStatus};
use std::sync::{Arc, Mutex};
use std::thread;

use rustix::process::{Pid, Signal, kill_process};

use super::command::program;
use super::{Client, Settings, eventually};

const STARTED: &str = "http server started on ";

/// `inkan serve`, killed when dropped.
pub(crate) struct Program {
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
    clients: Vec<Client>,
}

impl Program {
    /// `serve all`, once it listens.
    pub(crate) fn serve(settings: &Settings) -> Self {
        Self::serve_only(settings, "all", 2)
    }

    /// `serve` with this argument, once so many listeners are announced.
    pub(crate) fn serve_only(settings: &Settings, listeners: &str, count: usize) -> Self {
        let mut program = Self::spawn(settings, listeners);
        program.clients = eventually("the program listens", || {
            let lines = program.lines();
            let addresses: Vec<_> = lines.iter().filter_map(|line| announced(line)).collect();
            assert!(program.ended().is_none(), "the program ended: {lines:#?}");
            (addresses.len() == count).then_some(addresses)
        });
        program
    }

    /// `serve all`, once it says that it waits for its database.
    pub(crate) fn wait_for_database(settings: &Settings) -> Self {
        let mut program = Self::spawn(settings, "all");
        program.clients = eventually("the program waits", || {
            let lines = program.lines();
            assert!(program.ended().is_none(), "the program ended: {lines:#?}");
            lines.iter().find_map(|line| listening(line))
        });
        program
    }

    fn spawn(settings: &Settings, listeners: &str) -> Self {
        let mut child = program(&["serve", listeners], Some(settings)).spawn().unwrap();
        let lines = Arc::<Mutex<Vec<String>>>::default();
        follow(child.stdout.take().unwrap(), &lines);
        follow(child.stderr.take().unwrap(), &lines);
        Self { child, lines, clients: Vec::new() }
    }

    /// The public listener, or the only one.
    pub(crate) fn public(&self) -> Client {
        *self.clients.first().unwrap()
    }

    /// The admin listener, or the only one.
    pub(crate) fn admin(&self) -> Client {
        *self.clients.last().unwrap()
    }

    /// What it has written so far, to both streams.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    /// Asks it to end (SIGTERM).
    pub(crate) fn terminate(&self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
    }

    /// Ends it without a chance to tidy up (SIGKILL).
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Waits for its end; the exit code.
    #[track_caller]
    pub(crate) fn exit_code(&mut self) -> Option<i32> {
        eventually("the program ends", || self.ended()).code()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().and_then(|()| self.child.wait()).map(drop).unwrap_or_default();
    }
}

fn announced(line: &str) -> Option<Client> {
    let (_, rest) = line.split_once(STARTED)?;
    let address: SocketAddr = rest.split('"').next()?.parse().ok()?;
    Some(Client::new(address))
}

/// Where a program listens that waits for its database.
fn listening(line: &str) -> Option<Vec<Client>> {
    let (_, rest) = line.split_once("\"listening\":\"")?;
    let addresses = rest.split('"').next()?.split(", ");
    addresses.map(|address| address.parse().ok().map(Client::new)).collect()
}

fn follow(stream: impl Read + Send + 'static, lines: &Arc<Mutex<Vec<String>>>) {
    let lines = Arc::clone(lines);
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            lines.lock().unwrap().push(line);
        }
    });
}
