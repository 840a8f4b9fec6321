//! The address of a server, with its superuser and password.
use std::fmt;

use url::Url;

use crate::cluster::SUPERUSER;
use crate::sql::run_sql;
use crate::{SqlError, StartError};

/// A URL whose password is kept out of `Debug`.
#[derive(Clone)]
pub(crate) struct ServerUrl(Url);

impl ServerUrl {
    /// The superuser on 127.0.0.1.
    pub(crate) fn local(port: u16, password: &str) -> Result<Self, StartError> {
        Self::parse(&format!("postgresql://{SUPERUSER}:{password}@127.0.0.1:{port}/postgres"))
    }

    /// A given superuser and its database to connect to; `postgres` when it names none.
    pub(crate) fn parse(text: &str) -> Result<Self, StartError> {
        let mut url = Url::parse(text).map_err(StartError::WrongUrl)?;
        if url.path().len() <= 1 {
            url.set_path("/postgres");
        }
        Ok(Self(url))
    }

    /// The same server and user, another database.
    pub(crate) fn database(&self, name: &str) -> String {
        let mut url = self.0.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.clear().push(name);
        }
        url.into()
    }

    pub(crate) fn create_database(&self, name: &str, template: &str) -> Result<(), SqlError> {
        self.run(&format!("CREATE DATABASE {} TEMPLATE {}", quoted(name), quoted(template)))
    }

    pub(crate) fn drop_database(&self, name: &str) -> Result<(), SqlError> {
        self.run(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(name)))
    }

    fn run(&self, statement: &str) -> Result<(), SqlError> {
        run_sql(self.0.as_str(), statement).map(drop)
    }
}

impl fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut url = self.0.clone();
        if url.password().is_some() && url.set_password(Some("redacted")).is_err() {
            return f.write_str("redacted");
        }
        f.write_str(url.as_str())
    }
}

/// A name as SQL takes it, whatever characters it has.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_database_keeps_server_user_and_parameters() {
        let url = ServerUrl::parse("postgres://me:secret@db:5433/admin?sslmode=require").unwrap();
        assert_eq!(url.database("a b/c"), "postgres://me:secret@db:5433/a%20b%2Fc?sslmode=require");
    }

    #[test]
    fn a_url_without_a_database_means_the_one_named_postgres() {
        let url = ServerUrl::parse("postgres://me@db").unwrap();
        assert_eq!(format!("{url:?}"), "postgres://me@db/postgres");
    }

    #[test]
    fn the_password_is_not_in_the_debug_text() {
        let url = ServerUrl::local(5432, "hunter2").unwrap();
        assert!(!format!("{url:?}").contains("hunter2"));
    }

    #[test]
    fn a_name_cannot_leave_its_quotes() {
        assert_eq!(quoted(r#"a"; DROP TABLE b"#), r#""a""; DROP TABLE b""#);
    }
}
