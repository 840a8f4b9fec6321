//! The report for people.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::beside::{Beside, PASSWORD_LOGINS};
use super::report::{OperationReport, Report, milliseconds};
use super::spread::Spread;
use super::tally::Mixed;
use super::whole_logins::WholeLogins;

/// Targets of the other measurements.
const START_MS: f64 = 50.0;
const IDLE_MIB: f64 = 20.0;
const CONNECTED_MIB: f64 = 60.0;
const BURST_MS: f64 = 5000.0;
const LOGINS_A_SECOND: f64 = 450.0;
const LOGIN_MS: f64 = 3.0;
const OPEN_P99_MS: f64 = 50.0;

/// Prints to standard output.
pub(super) fn print(report: &Report, with_statements: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let signature = report
        .machine
        .signature_ms
        .map_or("n/a".to_owned(), |it| format!("{it:.2} ms by the openssl program"));
    writeln!(
        out,
        "{} cores, RSA-2048 signature {signature} (targets: 0.75 ms); {} connections, {} accounts",
        report.machine.cores, report.connections, report.users
    )?;
    if !report.has_statements {
        writeln!(out, "statements were not counted: this PostgreSQL comes without pg_stat_statements")?;
    }
    if !report.operations.is_empty() {
        writeln!(
            out,
            "\n{:<11}{:>9}{:>9}{:>9}{:>12}{:>12}{:>9}{:>9}{:>12}{:>8}",
            "",
            "req/s",
            "p50 ms",
            "p99 ms",
            "server CPU",
            "PostgreSQL",
            "sum ms",
            "target",
            "statements",
            "others"
        )?;
    }
    for operation in &report.operations {
        writeln!(out, "{}", row(operation))?;
    }
    if !report.operations.is_empty() {
        writeln!(
            out,
            "CPU in ms a request; others: how many cores other programs and the kernel's threads kept busy"
        )?;
    }
    writeln!(out)?;
    others(&mut out, report)?;
    if let Some(it) = &report.logins {
        logins(&mut out, it)?;
    }
    if let Some(it) = &report.beside {
        beside(&mut out, it)?;
    }
    if let Some(it) = &report.mixed {
        mixed(&mut out, it)?;
    }
    if with_statements {
        for operation in &report.operations {
            statements(&mut out, operation)?;
        }
    }
    Ok(())
}

fn row(report: &OperationReport) -> String {
    let (server, database) = (report.server_ms(), report.database_ms());
    let statements = report.statements_each().map_or("n/a".to_owned(), |it| format!("{it:.1}"));
    let target = report.operation.target_ms().map_or("none".to_owned(), |it| format!("{it:.2}"));
    format!(
        "{:<11}{:>9.0}{:>9.2}{:>9.2}{server:>12.3}{database:>12.3}{:>9.3}{target:>9}{statements:>12}{:>8.2}",
        report.operation.name(),
        report.per_second(),
        milliseconds(report.p50),
        milliseconds(report.p99),
        server + database,
        report.busy_with_others(),
    )
}

fn others(out: &mut impl Write, report: &Report) -> io::Result<()> {
    if let Some(start) = report.start {
        line(
            out,
            "start to first 200",
            &format!("{:.1} ms", milliseconds(start)),
            &format!("{START_MS} ms"),
        )?;
    }
    if let Some(memory) = &report.memory {
        line(out, "resident, idle", &mebibytes(memory.idle), &format!("{IDLE_MIB} MiB"))?;
        for (connections, bytes) in &memory.connected {
            let target = if *connections == 256 { format!("{CONNECTED_MIB} MiB") } else { "none".to_owned() };
            line(out, &format!("resident, {connections} connections"), &mebibytes(*bytes), &target)?;
        }
        line(out, "resident, at the end", &mebibytes(memory.after), "none")?;
    }
    if let Some(burst) = &report.burst {
        let answered = format!(
            "{:.0} ms ({}, {} unanswered)",
            milliseconds(burst.elapsed),
            statuses(&burst.statuses),
            burst.unanswered
        );
        line(out, "256 finalizes at once", &answered, &format!("{BURST_MS} ms"))?;
    }
    Ok(())
}

fn beside(out: &mut impl Write, report: &Beside) -> io::Result<()> {
    heading(out, "initialize, one at a time")?;
    writeln!(out, "{}", spread("alone", &report.alone))?;
    writeln!(out, "{}", spread("beside", &report.accompanied))?;
    let statuses = statuses(&report.password_statuses);
    writeln!(out, "beside: {PASSWORD_LOGINS} password logins at once ({statuses})")
}

fn logins(out: &mut impl Write, report: &WholeLogins) -> io::Result<()> {
    heading(out, "whole logins")?;
    writeln!(out, "{}", spread("one after the other", &report.closed))?;
    writeln!(out, "{}", spread("half as many, as they come", &report.open.all))?;
    writeln!(
        out,
        "{:.0} logins a second (target: {LOGINS_A_SECOND}), {:.2} ms of CPU each (target: {LOGIN_MS}); then {} \
         arrivals a second (target for the 99th percentile: {OPEN_P99_MS} ms), {} never begun",
        report.per_second(),
        report.cpu_ms(),
        report.open.rate,
        report.open.never_begun
    )
}

fn mixed(out: &mut impl Write, report: &Mixed) -> io::Result<()> {
    heading(out, "mixed")?;
    for (kind, it) in &report.kinds {
        writeln!(out, "{}", spread(kind.name(), it))?;
    }
    writeln!(out, "{}", spread("all", &report.all))?;
    writeln!(
        out,
        "{} arrivals a second, timed from when they were due; {} never begun",
        report.rate, report.never_begun
    )
}

fn heading(out: &mut impl Write, what: &str) -> io::Result<()> {
    writeln!(out, "\n{what:<28}{:>9}{:>9}{:>9}{:>9}{:>9}", "requests", "errors", "p50 ms", "p99 ms", "max ms")
}

fn spread(what: &str, spread: &Spread) -> String {
    format!(
        "{what:<28}{:>9}{:>9}{:>9.2}{:>9.2}{:>9.2}",
        spread.requests,
        spread.errors,
        milliseconds(spread.p50),
        milliseconds(spread.p99),
        milliseconds(spread.max),
    )
}

fn statuses(counts: &BTreeMap<u16, usize>) -> String {
    let counts: Vec<String> = counts.iter().map(|(status, count)| format!("{count} × {status}")).collect();
    counts.join(", ")
}

fn line(out: &mut impl Write, what: &str, measured: &str, target: &str) -> io::Result<()> {
    writeln!(out, "{what:<28}{measured}   (target: {target})")
}

/// To a tenth.
fn mebibytes(bytes: u64) -> String {
    let tenths = bytes * 10 / (1024 * 1024);
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}

fn statements(out: &mut impl Write, report: &OperationReport) -> io::Result<()> {
    writeln!(out, "\n{}: calls of {} requests, mean ms", report.operation.name(), report.counted)?;
    for statement in &report.statements {
        writeln!(out, "{:>6}{:>9.4}  {}", statement.calls, statement.mean_ms, statement.text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::{Spread, mebibytes, spread, statuses};

    #[test]
    fn a_row_tells_requests_errors_and_times() {
        let milliseconds = Duration::from_millis;
        let row = Spread {
            requests: 99,
            errors: 1,
            p50: milliseconds(2),
            p99: milliseconds(30),
            max: milliseconds(41),
        };
        let row = spread("me", &row);
        assert_eq!(row.split_whitespace().collect::<Vec<_>>(), ["me", "99", "1", "2.00", "30.00", "41.00"]);
        assert_eq!(statuses(&BTreeMap::from([(200, 7), (503, 1)])), "7 × 200, 1 × 503");
    }

    #[test]
    fn memory_is_told_to_a_tenth() {
        assert_eq!(mebibytes(25 * 1024 * 1024), "25.0 MiB");
        assert_eq!(mebibytes(20_123_456), "19.1 MiB");
    }
}
