//! Where the database is, and the pool of connections.

use std::fmt::Write as _;
use std::time::Duration;

use crate::key::{Key, Kind};
use crate::secret::Secret;
use crate::settings::Reader;

const FAULT: &str = "failed to validate config: failed to validate database settings";
const CONNECTIONS: Kind = Kind::Number { min: 0, max: 10_000 };

pub(crate) const KEYS: &[Key] = &[
    Key::ops(
        "database.url",
        Kind::SecretUrl,
        "",
        "postgres://user:password@host:port/name?sslmode=…; when set, the keys from database to password are not used.",
    ),
    Key::ops("database.database", Kind::Text, "hanko", "Name of the database."),
    Key::ops("database.user", Kind::Text, "hanko", "Role that logs in."),
    Key::ops("database.host", Kind::Text, "localhost", "Host of PostgreSQL."),
    Key::ops("database.port", Kind::Text, "5432", "Port of PostgreSQL."),
    Key::ops("database.dialect", Kind::Text, "postgres", "Kind of database; only postgres."),
    Key::ops("database.password", Kind::Secret, "hanko", "Password of the role."),
    Key::ops("database.pool.max", CONNECTIONS, "10", "Most connections of one process, at least 1."),
    Key::ops("database.pool.min", CONNECTIONS, "1", "Connections that are kept open while idle."),
    Key::ops(
        "database.pool.idle",
        Kind::DurationOrZero,
        "5m",
        "Idle time after which a connection is closed; 0s for never.",
    ),
    Key::ops(
        "database.pool.lifetime",
        Kind::DurationOrZero,
        "1h",
        "Age at which a connection is replaced; 0s for never.",
    ),
    Key::ops(
        "database.pool.acquire_timeout",
        Kind::Duration,
        "2s",
        "Wait for a free connection, after which a request is answered 503.",
    ),
];

/// Where the database is.
#[derive(Debug, Clone)]
pub struct Database {
    /// The whole address, which replaces the single parts.
    pub url: Option<Secret>,
    /// Name of the database.
    pub database: String,
    /// Role that logs in.
    pub user: String,
    /// Host name, address or socket folder.
    pub host: String,
    /// Port, as text like the reference.
    pub port: String,
    /// Password of the role; empty for none.
    pub password: Secret,
    /// Connections of this process.
    pub pool: Pool,
}

/// Connections of one process.
#[derive(Debug, Clone)]
pub struct Pool {
    /// At least 1.
    pub max: u32,
    /// At most `max`.
    pub min: u32,
    /// `None` keeps idle connections.
    pub idle: Option<Duration>,
    /// `None` keeps connections of any age.
    pub lifetime: Option<Duration>,
    /// Wait for a free connection.
    pub acquire_timeout: Duration,
}

impl Database {
    /// The address to connect to, with the password in it.
    #[must_use]
    pub fn connection_url(&self) -> Secret {
        if let Some(url) = &self.url {
            return url.clone();
        }
        let mut login = escaped(&self.user);
        if !self.password.is_empty() {
            login = format!("{login}:{}", escaped(self.password.expose()));
        }
        let host = if self.host.contains(':') && !self.host.starts_with('[') {
            format!("[{}]", self.host)
        } else if self.host.starts_with('[') {
            self.host.clone()
        } else {
            escaped(&self.host)
        };
        Secret::new(format!("postgres://{login}@{host}:{}/{}", escaped(&self.port), escaped(&self.database)))
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Self {
        let database = Self {
            url: reader.get("database.url"),
            database: reader.get("database.database"),
            user: reader.get("database.user"),
            host: reader.get("database.host"),
            port: reader.get("database.port"),
            password: reader.get("database.password"),
            pool: Pool::read(reader),
        };
        match &database.url {
            Some(url) => check_url(reader, url),
            None => check_parts(reader),
        }
        database
    }
}

impl Pool {
    fn read(reader: &mut Reader<'_>) -> Self {
        let pool = Self {
            max: reader.get("database.pool.max"),
            min: reader.get("database.pool.min"),
            idle: reader.get("database.pool.idle"),
            lifetime: reader.get("database.pool.lifetime"),
            acquire_timeout: reader.get("database.pool.acquire_timeout"),
        };
        reader.demand(pool.max >= 1, || "database.pool.max is 0, expected at least 1".to_owned());
        reader.demand(pool.min <= pool.max, || {
            format!(
                "database.pool.min is {}, expected at most database.pool.max, which is {}",
                pool.min, pool.max
            )
        });
        pool
    }
}

fn check_url(reader: &mut Reader<'_>, url: &Secret) {
    let is_postgres = ["postgres://", "postgresql://"].iter().any(|scheme| url.expose().starts_with(scheme));
    reader.demand(is_postgres, || {
        format!("{FAULT}: database.url is not an address of PostgreSQL, expected postgres://user:password@host:port/name")
    });
}

fn check_parts(reader: &mut Reader<'_>) {
    for name in ["database", "user", "host", "port", "dialect"] {
        let path = format!("database.{name}");
        let text: String = reader.get(&path);
        reader.demand(!text.trim().is_empty(), || {
            format!("{FAULT}: {name} must not be empty: {path} is empty, expected a text")
        });
    }
    let dialect: String = reader.get("database.dialect");
    reader.demand(dialect.trim().is_empty() || dialect == "postgres", || {
        format!("unsupported dialect '{dialect}': database.dialect must be postgres, the only database that is supported")
    });
}

/// Percent-encodes all but the unreserved characters of RFC 3986 §2.3.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_characters_are_escaped_in_the_address() {
        let database = Database {
            url: None,
            database: "a b".to_owned(),
            user: "me@here".to_owned(),
            host: "::1".to_owned(),
            port: "5432".to_owned(),
            password: Secret::new("p:/ä".to_owned()),
            pool: Pool {
                max: 1,
                min: 0,
                idle: None,
                lifetime: None,
                acquire_timeout: Duration::from_secs(1),
            },
        };
        assert_eq!(database.connection_url().expose(), "postgres://me%40here:p%3A%2F%C3%A4@[::1]:5432/a%20b");
    }
}
