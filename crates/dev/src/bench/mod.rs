//! `inkan-dev bench`: measures the release binary over a private PostgreSQL on this machine.

mod accounts;
mod beside;
mod burst;
mod database;
mod interrupt;
mod latency;
mod load;
mod logins;
mod machine;
mod measure;
mod mixed;
mod operation;
mod passwords;
mod process;
mod report;
mod schedule;
mod server;
mod smtp_sink;
mod spread;
mod startup;
mod table;
mod tally;
mod whole_logins;
mod workshop;

use std::path::PathBuf;

use clap::ValueEnum;

use crate::Failure;
use measure::Prepared;
use operation::Operation;
use report::{OperationReport, Report};
use schedule::{Schedule, Share};
use server::Server;
use workshop::Workshop;

/// What can be measured alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// `POST /passcode/login/initialize`, mail included.
    Initialize,
    /// `POST /passcode/login/finalize` with the right code.
    Finalize,
    /// `GET /sessions/validate`.
    Validate,
    /// `GET /me`.
    Me,
    /// `GET /.well-known/jwks.json`.
    Jwks,
    /// From the start of the process to the first answer.
    Start,
    /// Resident memory, idle and with up to 1,000 connections.
    Memory,
    /// 256 finalizes at once.
    Burst,
    /// `POST /password/login` at bcrypt cost 12, over 4 connections at most.
    Password,
    /// Whole passcode logins, mail included: as many as can be, then half as many that arrive at a fixed rate.
    Logins,
    /// Latency of initialize, alone and while 50 password logins are under way.
    Beside,
    /// Clients that arrive at a fixed rate: 70 % validate, 20 % me, 8 % passcode logins, 2 % sign-ups.
    Mixed,
}

/// What to measure, and how long.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Options {
    /// How long each operation is measured.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=60))]
    pub(crate) seconds: u64,
    /// Connections that each wait for an answer before they ask again.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) connections: u16,
    /// Arrivals a second of the part mixed [default: half of what finalize reached, 150 without it].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) rate: Option<u32>,
    /// Accounts in the database beforehand.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1000..=5_000_000))]
    pub(crate) users: u32,
    /// Measures this part alone; may be given several times.
    #[arg(long, value_name = "PART")]
    pub(crate) only: Vec<Part>,
    /// Keeps the audit log in the database and writes it out, too.
    #[arg(long)]
    pub(crate) audit_log: bool,
    /// Shows the statements of each operation.
    #[arg(long)]
    pub(crate) statements: bool,
    /// Writes everything to a file as JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Where the log of the measured server goes.
    #[arg(long, value_name = "FILE", default_value = "/dev/null")]
    pub(crate) log: PathBuf,
    /// The measured binary [default: inkan beside this program].
    #[arg(long, value_name = "FILE")]
    pub(crate) binary: Option<PathBuf>,
}

impl Options {
    fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }
}

/// Measures and prints. Everything that was started is ended, also after a signal.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let workshop = Workshop::open(options)?;
    let report = measure_all(&workshop, options)?;
    table::print(&report, options.statements)?;
    if let Some(file) = &options.json {
        let text = format!("{:#}\n", report.to_json());
        std::fs::write(file, text).map_err(Failure::file("write", file))?;
    }
    Ok(())
}

/// Tells the person who waits what is measured now.
fn say(what: &str) {
    eprintln!("measuring {what}");
}

fn measure_all(workshop: &Workshop, options: &Options) -> Result<Report, Failure> {
    let tokens = logins::tokens(workshop, burst::MANY)?;
    let mut report = Report::new(machine::describe(), options);
    report.has_statements = workshop.database.has_statements;
    if options.wants(Part::Start) {
        report.start = Some(startup::time(workshop)?);
    }
    let server = workshop.start_server()?;
    if options.wants(Part::Memory) {
        report.memory = Some(startup::memory(workshop, &server, &tokens)?);
    }
    let needs_passwords = options.wants(Part::Password) || options.wants(Part::Beside);
    let passwords = if needs_passwords { passwords::login_requests(workshop, &server)? } else { Vec::new() };
    let prepared = Prepared { tokens, passwords };
    for operation in Operation::ALL.into_iter().filter(|operation| options.wants(operation.part())) {
        say(operation.name());
        report.operations.push(measure::measure(workshop, &server, operation, &prepared, options)?);
    }
    if options.wants(Part::Burst) {
        report.burst = Some(burst::measure(workshop, &server)?);
    }
    measure_together(workshop, &server, &prepared, options, &mut report)?;
    if let Some(memory) = &mut report.memory {
        memory.after = process::resident_bytes(server.pid())?;
    }
    server.stop()?;
    Ok(report)
}

/// The parts in which different requests meet.
fn measure_together(
    workshop: &Workshop,
    server: &Server,
    prepared: &Prepared,
    options: &Options,
    report: &mut Report,
) -> Result<(), Failure> {
    if options.wants(Part::Logins) {
        report.logins = Some(whole_logins::measure(workshop, server, options)?);
    }
    if options.wants(Part::Beside) {
        report.beside = Some(beside::measure(workshop, server, &prepared.passwords, options)?);
    }
    if options.wants(Part::Mixed) {
        let finalize = report.operations.iter().find(|it| it.operation == Operation::Finalize);
        let reached = finalize.map_or(mixed::RATE, OperationReport::half_rate);
        let rate = options.rate.unwrap_or(reached);
        say("mixed");
        let schedule = Schedule { rate, seconds: options.seconds, share: Share::Mixed };
        report.mixed = Some(mixed::measure(workshop, server, &prepared.tokens, schedule)?);
    }
    Ok(())
}
