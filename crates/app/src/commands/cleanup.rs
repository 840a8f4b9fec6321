//! `inkan cleanup`.

use inkan_domain::cleanup::{CleanupReport, CleanupTable};

use crate::cli::Cleanup;
use crate::commands::open;
use crate::start_error::StartError;

/// Removes what has ended, or counts it without `--run`.
pub(super) fn run(options: &Cleanup) -> Result<(), StartError> {
    let tables = tables(&options.tables)?;
    let (configuration, connected) = open(&options.source)?;
    let clean_up = connected.clean_up(&configuration, options.page_size);
    let names = tables.iter().map(|table| table.as_str()).collect::<Vec<_>>().join(", ");
    eprintln!("Cleaning up table(s): {names}...");
    if options.run {
        let report = clean_up.execute(&tables, &mut |table, total| {
            eprintln!("Deleted {total} {} in total.", table.as_str());
        })?;
        if report.is_busy {
            return Err(StartError::Command("another clean-up is running on this database".to_owned()));
        }
    } else {
        tell(&clean_up.preview(&tables)?);
        eprintln!("This was a dry-run; add --run to the command to really delete the data.");
    }
    eprintln!("Cleanup completed.");
    Ok(())
}

fn tell(report: &CleanupReport) {
    for (table, rows) in &report.rows {
        eprintln!("Would delete {rows} {}.", table.as_str());
    }
}

/// The tables by their names; all when none is named.
fn tables(names: &[String]) -> Result<Vec<CleanupTable>, StartError> {
    if names.is_empty() {
        return Ok(CleanupTable::ALL.to_vec());
    }
    let (known, unknown): (Vec<_>, Vec<_>) =
        names.iter().map(|name| (name, CleanupTable::parse(name))).partition(|(_, table)| table.is_some());
    if unknown.is_empty() {
        return Ok(known.into_iter().filter_map(|(_, table)| table).collect());
    }
    let unknown = unknown.into_iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
    let allowed = CleanupTable::ALL.map(CleanupTable::as_str).join(", ");
    Err(StartError::Command(format!("invalid table name(s): {unknown} - allowed values: {allowed}")))
}

#[cfg(test)]
mod tests {
    use inkan_domain::cleanup::CleanupTable;

    #[test]
    fn unknown_tables_are_named() {
        let names = ["sessions", "users", "emails"].map(str::to_owned);
        let error = super::tables(&names).unwrap_err().to_string();
        assert!(error.starts_with("invalid table name(s): users, emails - allowed values: audit_logs, "));
        assert_eq!(super::tables(&["flows".to_owned()]).unwrap(), [CleanupTable::Flows]);
    }
}
