//! What each command does.

mod api_key;
mod cleanup;
mod config;
mod doctor;
mod is_ready;
mod jwk;
mod migrate;
mod secrets;
mod serve;

use std::process::ExitCode;

use chrono::SecondsFormat;
use clap::Parser;
use clap::error::ErrorKind;
use inkan_config::{Configuration, Environment, LoadOptions, Loaded};
use inkan_domain::Timestamp;

use crate::cli::{Cli, Command, Source};
use crate::database;
use crate::process_exit::keep_openssl;
use crate::start_error::StartError;
use crate::wiring::Connected;

/// Runs the command line of this process; the exit code is 0 or 1, as the reference's.
#[must_use]
pub fn run() -> ExitCode {
    keep_openssl();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let is_asked_for = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            // Nothing can be done about an output that is closed.
            let _closed = error.print();
            return if is_asked_for { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
    };
    let outcome = match cli.command {
        Command::Serve(options) => serve::run(&options),
        Command::Migrate { direction } => migrate::run(direction),
        Command::IsReady { listener, source } => return is_ready::run(listener, &source),
        Command::Jwk { action } => jwk::run(&action),
        Command::Secrets { action } => secrets::run(&action),
        Command::ApiKey { action } => api_key::run(action),
        Command::Cleanup(options) => cleanup::run(&options),
        Command::Doctor { source } => doctor::run(&source),
        Command::Config { action } => config::run(&action),
        Command::Version => say(&format!("v{}", env!("CARGO_PKG_VERSION"))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

/// One line a problem on standard error: only a configuration has several.
fn complain(error: &StartError) {
    let text = error.to_string();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    if let StartError::Configuration(_) = error {
        for line in lines {
            eprintln!("error: {line}");
        }
    } else {
        eprintln!("error: {}", lines.join(" "));
    }
}

/// One line on standard output.
fn say(line: &str) -> Result<(), StartError> {
    use std::io::Write as _;
    writeln!(std::io::stdout().lock(), "{line}")?;
    Ok(())
}

/// A moment as the commands print it: RFC 3339, whole seconds, UTC.
fn moment(moment: Timestamp) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Loads the configuration and opens its database, which must be as the server needs it.
fn open(source: &Source) -> Result<(Configuration, Connected), StartError> {
    let configuration = load(source)?.configuration;
    database::check(&configuration)?;
    let connected = Connected::new(&configuration)?;
    Ok((configuration, connected))
}

/// Loads the configuration from where the command line says.
fn load(source: &Source) -> Result<Loaded, StartError> {
    Ok(Configuration::load(LoadOptions {
        file: source.config.clone(),
        environment: Environment::of_process(),
        strict: source.strict_config,
        insecure_dev: source.insecure_dev,
    })?)
}
