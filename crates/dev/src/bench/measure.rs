//! Measures one operation.

use std::time::Duration;

use super::load::{Load, connect};
use super::operation::Operation;
use super::report::{OperationReport, Spent};
use super::server::Server;
use super::workshop::Workshop;
use super::{Options, database::Statement, logins, process};
use crate::Failure;
use crate::http_client::{bearer, get, once};

/// Logins that are prepared for each second: more than a core can sign.
const LOGINS_A_SECOND: usize = 1_000;
const PATIENCE: Duration = Duration::from_secs(60);

/// What operations need of accounts.
pub(super) struct Prepared {
    /// Of sessions.
    pub(super) tokens: Vec<String>,
    /// Password logins; none where no part needs them.
    pub(super) passwords: Vec<Vec<u8>>,
}

/// Warms up, measures for the wanted time, then counts statements in a round of its own.
pub(super) fn measure(
    workshop: &Workshop,
    server: &Server,
    operation: Operation,
    prepared: &Prepared,
    options: &Options,
) -> Result<OperationReport, Failure> {
    let time = Duration::from_secs(options.seconds);
    let requests = requests(workshop, server, operation, prepared, time)?;
    let (warm_up, counted, measured) = match operation {
        // Each code works once.
        Operation::Finalize => {
            let (warm_up, rest) = requests.split_at(requests.len().min(operation.warm_up()));
            let (counted, measured) = rest.split_at(rest.len().min(2 * operation.counted()));
            (warm_up, counted, measured)
        }
        _ => (&requests[..], &requests[..], &requests[..]),
    };
    let connections = usize::from(options.connections).min(operation.most_connections());
    let stage = Stage { workshop, server, operation, connections };
    stage.check(&requests)?;
    stage.send(warm_up, operation.warm_up(), PATIENCE)?;
    let most = if operation == Operation::Finalize { measured.len() } else { usize::MAX };
    let mut report = stage.send(measured, most, time)?;
    if workshop.database.has_statements {
        report.statements = stage.count_statements(counted)?;
        report.counted = operation.counted();
    }
    Ok(report)
}

fn requests(
    workshop: &Workshop,
    server: &Server,
    operation: Operation,
    prepared: &Prepared,
    time: Duration,
) -> Result<Vec<Vec<u8>>, Failure> {
    let with_tokens = |path| prepared.tokens.iter().map(|token| get(path, &bearer(token))).collect();
    Ok(match operation {
        Operation::Initialize => logins::initialize_requests(workshop, workshop.accounts()),
        Operation::Finalize => {
            let seconds = usize::try_from(time.as_secs()).unwrap_or(usize::MAX);
            let count =
                LOGINS_A_SECOND.saturating_mul(seconds) + operation.warm_up() + 2 * operation.counted();
            logins::finalize_requests(workshop, server, count)?
        }
        Operation::Validate => with_tokens("/sessions/validate"),
        Operation::Me => with_tokens("/me"),
        Operation::Jwks => vec![get("/.well-known/jwks.json", "")],
        Operation::Password => prepared.passwords.clone(),
    })
}

/// One operation at one server.
struct Stage<'a> {
    workshop: &'a Workshop,
    server: &'a Server,
    operation: Operation,
    connections: usize,
}

impl Stage<'_> {
    /// Sends requests and accounts for them, mails that they cause included.
    fn send(&self, requests: &[Vec<u8>], most: usize, time: Duration) -> Result<OperationReport, Failure> {
        let Self { workshop, server, operation, .. } = self;
        let mut connections = connect(server.address(), self.connections)?;
        let mails = workshop.sink.count();
        let before = self.spent()?;
        let load = Load { requests, most, time, interrupt: &workshop.interrupt };
        let outcome = load.run(&mut connections, false)?.all_ok(operation.name())?;
        if *operation == Operation::Initialize {
            workshop.wait_for_mails(mails + outcome.latencies.count())?;
        }
        Ok(OperationReport {
            operation: *operation,
            requests: outcome.latencies.count(),
            elapsed: outcome.elapsed,
            p50: outcome.latencies.percentile(50),
            p99: outcome.latencies.percentile(99),
            cpu: self.spent()?.since(&before),
            statements: Vec::new(),
            counted: 0,
        })
    }

    fn spent(&self) -> Result<Spent, Failure> {
        Ok(Spent {
            server: process::cpu(self.server.pid())?,
            database: self.workshop.database.cpu()?,
            bench: process::own_cpu()?,
            machine: process::cpu_of_machine()?,
        })
    }

    /// A session that is not valid is answered 200, too, and sooner.
    fn check(&self, requests: &[Vec<u8>]) -> Result<(), Failure> {
        let (Operation::Validate, Some(request)) = (self.operation, requests.first()) else { return Ok(()) };
        let answer = once(self.server.address(), request)?;
        if answer.body.contains("\"is_valid\":true") {
            return Ok(());
        }
        Err(Failure::Bench(format!("a session is not valid: {}", answer.body)))
    }

    /// Two equal rounds: in the first, every connection of the server notices that it is counted.
    fn count_statements(&self, requests: &[Vec<u8>]) -> Result<Vec<Statement>, Failure> {
        let database = &self.workshop.database;
        let (first, second) = match self.operation {
            Operation::Finalize => requests.split_at(requests.len() / 2),
            _ => (requests, requests),
        };
        database.count(true)?;
        self.send(first, self.operation.counted(), PATIENCE)?;
        database.reset_counts()?;
        self.send(second, self.operation.counted(), PATIENCE)?;
        let statements = database.counts()?;
        database.count(false)?;
        Ok(statements)
    }
}
