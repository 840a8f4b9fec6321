//! From errors of the database to faults of the domain.

use diesel::ConnectionError;
use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};
use inkan_domain::Fault;

/// What may be told of an error: `PostgreSQL` puts values of rows into details and hints, so these are left out.
#[derive(Debug, thiserror::Error)]
#[error("{message}{}", constraint.as_ref().map(|name| format!(" (constraint {name})")).unwrap_or_default())]
struct DatabaseError {
    message: String,
    constraint: Option<String>,
}

/// Whether the connection is gone, so that it must not be used again.
pub(crate) fn is_connection_lost(error: &Error) -> bool {
    match error {
        Error::DatabaseError(kind, information) => {
            matches!(kind, DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand)
                || information.message().starts_with("terminating connection")
        }
        Error::BrokenTransactionManager => true,
        _ => false,
    }
}

/// Whether a foreign key refused the row.
pub(crate) const fn is_foreign_key_violation(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _))
}

/// Sorts an error into what may pass by itself and what may not.
pub(crate) fn fault(error: &Error) -> Fault {
    let may_pass = is_connection_lost(error) || is_transient(error);
    let told = match error {
        Error::DatabaseError(_, information) => DatabaseError {
            message: information.message().trim().to_owned(),
            constraint: information.constraint_name().map(ToOwned::to_owned),
        },
        other => DatabaseError { message: other.to_string(), constraint: None },
    };
    if may_pass { Fault::unavailable(told) } else { Fault::internal(told) }
}

/// Sorts the failure to make a connection: what waiting heals is unavailable; a wrong password, role or name of a
/// database, a certificate that is not trusted and whatever is not known are internal. Of several addresses, the
/// last that was tried counts. libpq's texts hold no passwords.
pub(crate) fn connection_fault(error: &ConnectionError) -> Fault {
    const PASSING: [&str; 18] = [
        "failed: Connection refused",
        "failed: No such file or directory",
        "could not translate host name",
        "timeout expired",
        "timed out",
        "No route to host",
        "Network is unreachable",
        "Host is down",
        "Connection reset",
        "Broken pipe",
        "EOF detected",
        "server closed the connection unexpectedly",
        "terminating connection",
        "the database system is",
        "too many clients",
        "remaining connection slots",
        "too many connections",
        "is not currently accepting connections",
    ];
    let text = error.to_string();
    let text = text.trim();
    let last = text.rfind("connection to server ").map_or(text, |start| text.get(start..).unwrap_or(text));
    if PASSING.iter().any(|passing| last.contains(passing)) {
        Fault::unavailable(text)
    } else {
        Fault::internal(text)
    }
}

/// `diesel` does not pass the code of an error (SQLSTATE) on, hence the texts. They are English unless the
/// server's `lc_messages` says otherwise; then such an error counts as internal.
fn is_transient(error: &Error) -> bool {
    const TEXTS: [&str; 9] = [
        "canceling statement due to",
        "deadlock detected",
        "could not serialize access",
        "terminating connection",
        "the database system is",
        "sorry, too many clients",
        "remaining connection slots",
        "too many connections",
        "cannot execute",
    ];
    let Error::DatabaseError(kind, information) = error else { return false };
    matches!(kind, DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::ReadOnlyTransaction)
        || TEXTS.iter().any(|text| has_text(information.as_ref(), text))
}

fn has_text(information: &dyn DatabaseErrorInformation, text: &str) -> bool {
    information.message().contains(text)
}

#[cfg(test)]
mod tests {
    use diesel::ConnectionError;
    use diesel::result::{DatabaseErrorKind, Error};
    use inkan_domain::Fault;

    use super::{connection_fault, fault, is_connection_lost};

    fn error(kind: DatabaseErrorKind, message: &str) -> Error {
        Error::DatabaseError(kind, Box::new(message.to_owned()))
    }

    #[test]
    fn what_passes_by_itself_is_unavailable() {
        for error in [
            error(DatabaseErrorKind::ClosedConnection, "server closed the connection unexpectedly"),
            error(DatabaseErrorKind::Unknown, "canceling statement due to statement timeout"),
            error(DatabaseErrorKind::Unknown, "canceling statement due to lock timeout"),
            error(DatabaseErrorKind::Unknown, "deadlock detected"),
            error(DatabaseErrorKind::SerializationFailure, "could not serialize access"),
        ] {
            assert!(matches!(fault(&error), Fault::Unavailable(_)), "{error}");
        }
    }

    #[test]
    fn anything_else_is_internal() {
        let error = error(DatabaseErrorKind::UniqueViolation, "duplicate key value violates a constraint");
        assert!(matches!(fault(&error), Fault::Internal(_)));
        assert!(!is_connection_lost(&error));
    }

    fn may_pass(message: &str) -> bool {
        let fault = connection_fault(&ConnectionError::BadConnection(message.to_owned()));
        matches!(fault, Fault::Unavailable(_))
    }

    const AT: &str = "connection to server at \"db\" (192.0.2.1), port 5432 failed: ";

    #[test]
    fn a_server_that_is_not_there_yet_is_waited_for() {
        for message in [
            "Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?\n",
            "timeout expired",
            "No route to host",
            "server closed the connection unexpectedly",
            "FATAL:  the database system is starting up",
            "FATAL:  the database system is shutting down",
            "FATAL:  the database system is not yet accepting connections",
            "FATAL:  sorry, too many clients already",
            "FATAL:  too many connections for role \"inkan\"",
            "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute",
            "FATAL:  database \"inkan\" is not currently accepting connections",
            "FATAL:  terminating connection due to administrator command",
            "SSL SYSCALL error: Connection reset by peer",
        ] {
            assert!(may_pass(&format!("{AT}{message}")), "{message}");
        }
        assert!(may_pass("could not translate host name \"db\" to address: Name or service not known"));
        assert!(may_pass(
            "connection to server on socket \"/run/.s.PGSQL.5432\" failed: No such file or directory"
        ));
    }

    #[test]
    fn what_waiting_does_not_heal_is_not_waited_for() {
        for message in [
            "FATAL:  password authentication failed for user \"inkan\"",
            "FATAL:  role \"inkan\" does not exist",
            "FATAL:  database \"inkan\" does not exist",
            "FATAL:  no pg_hba.conf entry for host \"192.0.2.2\", user \"inkan\", database \"inkan\", no encryption",
            "SSL error: certificate verify failed",
            "server does not support SSL, but SSL was required",
            "could not open certificate file \"/tls/client.crt\": No such file or directory",
        ] {
            assert!(!may_pass(&format!("{AT}{message}")), "{message}");
        }
        assert!(!may_pass("invalid port number: \"none\""));
    }

    #[test]
    fn of_several_addresses_the_last_one_counts() {
        let refused = format!("{AT}Connection refused\n");
        let wrong = format!("{AT}FATAL:  password authentication failed for user \"inkan\"\n");
        assert!(!may_pass(&format!("{refused}{wrong}")));
        assert!(may_pass(&format!("{wrong}{refused}")));
    }
}
