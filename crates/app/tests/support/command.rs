//! The program for one command that ends by itself.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};

use super::{Settings, eventually};

/// How a command ended and what it wrote.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) output: String,
    pub(crate) errors: String,
}

impl Outcome {
    /// It worked; its output.
    #[track_caller]
    pub(crate) fn succeeded(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.output
    }

    /// It refused with exit code 1 and one line, which is returned without its beginning `error: `.
    #[track_caller]
    pub(crate) fn refused(self) -> String {
        assert_eq!(self.code, Some(1), "{self:?}");
        assert_eq!(self.errors.lines().count(), 1, "{self:?}");
        self.errors.trim_end().strip_prefix("error: ").expect("a refusal").to_owned()
    }
}

/// The program with these arguments and nothing of the environment of the tests.
pub(super) fn program(arguments: &[&str], settings: Option<&Settings>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inkan"));
    command.args(arguments).env_clear().stdin(Stdio::null());
    if let Some(settings) = settings {
        command.arg("--config").arg(settings.file()).envs(settings.variables());
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a command that needs no configuration.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    finish(program(arguments, None).spawn().unwrap())
}

/// Runs a command with this configuration.
pub(crate) fn run_with(settings: &Settings, arguments: &[&str]) -> Outcome {
    finish(program(arguments, Some(settings)).spawn().unwrap())
}

/// Ends the command when it does not end by itself, so that nothing outlives its test.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.kill().and_then(|()| self.0.wait()).map(drop).unwrap_or_default();
    }
}

fn finish(child: Child) -> Outcome {
    let mut child = Ended(child);
    let output = collect(child.0.stdout.take());
    let errors = collect(child.0.stderr.take());
    let status = eventually("the command ends", || child.0.try_wait().unwrap());
    Outcome { code: status.code(), output: output.join().unwrap(), errors: errors.join().unwrap() }
}

fn collect(stream: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut text = String::new();
        stream.unwrap().read_to_string(&mut text).unwrap();
        text
    })
}
