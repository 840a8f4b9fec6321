//! Everything that was measured.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::Options;
use super::beside::Beside;
use super::database::Statement;
use super::machine::Machine;
use super::operation::Operation;
use super::tally::Mixed;
use super::whole_logins::WholeLogins;

/// CPU time.
pub(super) struct Spent {
    pub(super) server: Duration,
    pub(super) database: Duration,
    /// The client and the mail sink.
    pub(super) bench: Duration,
    /// All of the machine.
    pub(super) machine: Duration,
}

impl Spent {
    /// What was spent after an earlier look.
    pub(super) fn since(&self, before: &Self) -> Self {
        Self {
            server: self.server.saturating_sub(before.server),
            database: self.database.saturating_sub(before.database),
            bench: self.bench.saturating_sub(before.bench),
            machine: self.machine.saturating_sub(before.machine),
        }
    }

    /// By programs that have nothing to do with the bench.
    fn others(&self) -> Duration {
        self.machine.saturating_sub(self.server + self.database + self.bench)
    }
}

/// One operation.
pub(super) struct OperationReport {
    pub(super) operation: Operation,
    pub(super) requests: usize,
    pub(super) elapsed: Duration,
    pub(super) p50: Duration,
    pub(super) p99: Duration,
    /// CPU time for all requests.
    pub(super) cpu: Spent,
    /// Statements of the counted requests.
    pub(super) statements: Vec<Statement>,
    /// How many requests these were; 0 where statements cannot be counted.
    pub(super) counted: usize,
}

impl OperationReport {
    pub(super) fn per_second(&self) -> f64 {
        number(self.requests) / self.elapsed.as_secs_f64().max(f64::MIN_POSITIVE)
    }

    /// Half of the reached requests a second, one at least.
    pub(super) fn half_rate(&self) -> u32 {
        half_rate(self.requests, self.elapsed)
    }

    /// CPU milliseconds of the server a request.
    pub(super) fn server_ms(&self) -> f64 {
        milliseconds(self.cpu.server) / number(self.requests.max(1))
    }

    /// CPU milliseconds of the database a request.
    pub(super) fn database_ms(&self) -> f64 {
        milliseconds(self.cpu.database) / number(self.requests.max(1))
    }

    /// How many processors others kept busy meanwhile: they take caches and clock rate away.
    pub(super) fn busy_with_others(&self) -> f64 {
        self.cpu.others().as_secs_f64() / self.elapsed.as_secs_f64().max(f64::MIN_POSITIVE)
    }

    /// Statements a request.
    pub(super) fn statements_each(&self) -> Option<f64> {
        let calls: u64 = self.statements.iter().map(|statement| statement.calls).sum();
        (self.counted > 0)
            .then(|| number(usize::try_from(calls).unwrap_or(usize::MAX)) / number(self.counted))
    }
}

/// Resident memory in bytes.
pub(super) struct Memory {
    /// Right after the start.
    pub(super) idle: u64,
    /// With so many connections that each made a request.
    pub(super) connected: Vec<(usize, u64)>,
    /// After everything else.
    pub(super) after: u64,
}

/// 256 finalizes at once.
#[derive(Default)]
pub(super) struct Burst {
    pub(super) elapsed: Duration,
    pub(super) statuses: BTreeMap<u16, usize>,
    pub(super) unanswered: usize,
}

/// The whole.
pub(super) struct Report {
    pub(super) machine: Machine,
    pub(super) connections: u16,
    pub(super) users: u32,
    pub(super) has_statements: bool,
    pub(super) operations: Vec<OperationReport>,
    pub(super) start: Option<Duration>,
    pub(super) memory: Option<Memory>,
    pub(super) burst: Option<Burst>,
    pub(super) logins: Option<WholeLogins>,
    pub(super) beside: Option<Beside>,
    pub(super) mixed: Option<Mixed>,
}

impl Report {
    pub(super) fn new(machine: Machine, options: &Options) -> Self {
        Self {
            machine,
            connections: options.connections,
            users: options.users,
            has_statements: false,
            operations: Vec::new(),
            start: None,
            memory: None,
            burst: None,
            logins: None,
            beside: None,
            mixed: None,
        }
    }

    /// For programs; times in milliseconds, memory in bytes.
    pub(super) fn to_json(&self) -> Value {
        let memory = self.memory.as_ref();
        json!({
            "machine": { "cores": self.machine.cores, "rsa_2048_signature_ms": self.machine.signature_ms },
            "connections": self.connections,
            "users": self.users,
            "operations": self.operations.iter().map(operation).collect::<Vec<_>>(),
            "start_ms": self.start.map(milliseconds),
            "resident_bytes": memory.map(|it| json!({
                "idle": it.idle, "connections": it.connected, "after": it.after,
            })),
            "burst": self.burst.as_ref().map(|it| json!({
                "ms": milliseconds(it.elapsed),
                "statuses": it.statuses.iter().map(|(status, count)| json!([status, count])).collect::<Vec<_>>(),
                "unanswered": it.unanswered,
            })),
            "logins": self.logins.as_ref().map(WholeLogins::to_json),
            "beside": self.beside.as_ref().map(Beside::to_json),
            "mixed": self.mixed.as_ref().map(Mixed::to_json),
        })
    }
}

fn operation(report: &OperationReport) -> Value {
    json!({
        "name": report.operation.name(),
        "requests": report.requests,
        "per_second": report.per_second(),
        "p50_ms": milliseconds(report.p50),
        "p99_ms": milliseconds(report.p99),
        "server_cpu_ms": report.server_ms(),
        "database_cpu_ms": report.database_ms(),
        "cores_busy_with_others": report.busy_with_others(),
        "target_cpu_ms": report.operation.target_ms(),
        "statements": report.statements_each(),
        "top_statements": report.statements.iter().map(|it| json!({
            "calls": it.calls, "mean_ms": it.mean_ms, "text": it.text,
        })).collect::<Vec<_>>(),
    })
}

/// Milliseconds with their fraction.
pub(super) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// Half as many a second as these were in this time, one at least.
pub(super) fn half_rate(count: usize, elapsed: Duration) -> u32 {
    let twice = elapsed.as_nanos().saturating_mul(2).max(1);
    let count = u128::try_from(count).unwrap_or(u128::MAX);
    u32::try_from(count.saturating_mul(1_000_000_000) / twice).unwrap_or(u32::MAX).max(1)
}

/// A count for divisions; beyond four thousand millions, the limit.
pub(super) fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{OperationReport, Report, Spent};
    use crate::bench::database::Statement;
    use crate::bench::machine::Machine;
    use crate::bench::operation::Operation;

    fn a_report() -> OperationReport {
        OperationReport {
            operation: Operation::Validate,
            requests: 1000,
            elapsed: Duration::from_secs(2),
            p50: Duration::from_micros(1500),
            p99: Duration::from_millis(4),
            cpu: Spent {
                server: Duration::from_millis(250),
                database: Duration::from_millis(100),
                bench: Duration::from_millis(50),
                machine: Duration::from_millis(1400),
            },
            statements: vec![Statement { calls: 300, mean_ms: 0.1, text: "SELECT 1".to_owned() }],
            counted: 200,
        }
    }

    #[test]
    fn costs_are_told_a_request() {
        let report = a_report();
        assert!((report.per_second() - 500.0).abs() < 1e-9);
        assert!((report.server_ms() - 0.25).abs() < 1e-9);
        assert!((report.database_ms() - 0.1).abs() < 1e-9);
        assert!((report.statements_each().unwrap() - 1.5).abs() < 1e-9);
        assert!((report.busy_with_others() - 0.5).abs() < 1e-9);
        assert_eq!(OperationReport { counted: 0, ..a_report() }.statements_each(), None);
    }

    #[test]
    fn half_of_what_was_reached_is_a_whole_number_above_zero() {
        assert_eq!(a_report().half_rate(), 250);
        assert_eq!(OperationReport { requests: 0, ..a_report() }.half_rate(), 1);
    }

    #[test]
    fn what_was_not_measured_is_null() {
        let report = Report {
            machine: Machine { cores: 2, signature_ms: None },
            connections: 16,
            users: 1000,
            has_statements: true,
            operations: vec![a_report()],
            start: None,
            memory: None,
            burst: None,
            logins: None,
            beside: None,
            mixed: None,
        };
        let json = report.to_json();
        assert!(json["start_ms"].is_null() && json["burst"].is_null() && json["resident_bytes"].is_null());
        assert!(json["logins"].is_null() && json["beside"].is_null() && json["mixed"].is_null());
        assert_eq!(json["operations"][0]["name"], "validate");
        assert_eq!(json["operations"][0]["p50_ms"], 1.5);
    }
}
