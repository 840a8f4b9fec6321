//! The command line.

use std::process::ExitCode;

use clap::Parser;

use crate::{bench, run};

/// Tools of a developer.
#[derive(Debug, Parser)]
#[command(name = "inkan-dev", version)]
enum Cli {
    /// Start Inkan with a private PostgreSQL and a mail page, until Ctrl-C.
    Run(run::Options),
    /// Measure the release binary.
    Bench(bench::Options),
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let outcome = match Cli::parse() {
        Cli::Run(options) => run::run(&options),
        Cli::Bench(options) => bench::run(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            for line in failure.to_string().lines() {
                eprintln!("error: {line}");
            }
            ExitCode::FAILURE
        }
    }
}
