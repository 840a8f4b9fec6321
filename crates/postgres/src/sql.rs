//! Statements sent through `psql`, so that this crate needs no client library.
use std::process::{Command, Stdio};

use percent_encoding::percent_decode_str;
use url::Url;

use crate::{SqlError, binaries};

/// Variables that would change what the URL says.
const FOREIGN_VARIABLES: [&str; 12] = [
    "PGAPPNAME",
    "PGDATABASE",
    "PGHOST",
    "PGHOSTADDR",
    "PGOPTIONS",
    "PGPASSFILE",
    "PGPASSWORD",
    "PGPORT",
    "PGSERVICE",
    "PGSSLMODE",
    "PGTZ",
    "PGUSER",
];

/// Runs statements and returns the rows as `psql -A -t` shows them: one a line, `|` between columns.
///
/// Several statements separated by semicolons are one transaction.
/// The password goes through the environment of `psql`, never through its arguments.
///
/// # Errors
/// As the variants of [`SqlError`] say.
pub fn run_sql(url: &str, sql: &str) -> Result<String, SqlError> {
    let mut url = Url::parse(url).map_err(SqlError::Url)?;
    let mut psql = Command::new(binaries::psql());
    for variable in FOREIGN_VARIABLES {
        psql.env_remove(variable);
    }
    if let Some(password) = url.password() {
        let password: Vec<u8> = percent_decode_str(password).collect();
        psql.env("PGPASSWORD", String::from_utf8_lossy(&password).as_ref());
        // Only a URL without a host has no place for a password, and it has none to begin with.
        url.set_password(None).unwrap_or_default();
    }
    psql.args(["-X", "-q", "-A", "-t", "-w", "-v", "ON_ERROR_STOP=1", "-d", url.as_str()]);
    let output = psql.args(["-c", sql]).stdin(Stdio::null()).output().map_err(SqlError::Psql)?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
    } else {
        Err(SqlError::Refused(String::from_utf8_lossy(&output.stderr).trim_end().to_owned()))
    }
}
