//! From errors of the database to faults of the domain.

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
    use diesel::result::{DatabaseErrorKind, Error};
    use inkan_domain::Fault;

    use super::{fault, is_connection_lost};

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
}
