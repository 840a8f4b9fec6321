//! Entries of the audit log as lines of JSON.

use std::io::{self, Write};

use inkan_domain::audit::{AuditConsole, AuditRecord};
use serde_json::{Map, Value, json};

/// Writes each entry as one line (webhooks-and-audit.md, "Outputs").
pub(crate) enum AuditLines {
    /// To standard output.
    Stdout,
    /// To standard error.
    Stderr,
}

impl AuditConsole for AuditLines {
    fn show(&self, record: &AuditRecord) {
        let mut line = line(record);
        line.push('\n');
        let written = match self {
            Self::Stdout => io::stdout().lock().write_all(line.as_bytes()),
            Self::Stderr => io::stderr().lock().write_all(line.as_bytes()),
        };
        if let Err(error) = written {
            tracing::error!(%error, "an audit line could not be written");
        }
    }
}

fn line(record: &AuditRecord) -> String {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put("audience", json!("audit"));
    put("type", json!(record.event.as_str()));
    put("error", json!(record.error.as_deref().unwrap_or_default()));
    put("http_request_id", json!(record.caller.request_id));
    put("source_ip", json!(record.caller.ip_address));
    put("user_agent", json!(record.caller.user_agent));
    put("details", Value::Null);
    put("time", json!(record.created_at.to_rfc3339_opts(chrono::SecondsFormat::Nanos, true)));
    put("time_unix", json!(record.created_at.timestamp().to_string()));
    if let Some(user_id) = record.user_id {
        put("user_id", json!(user_id.to_string()));
    }
    if let Some(email) = &record.user_email {
        put("user_email", json!(email));
    }
    Value::Object(members).to_string()
}

#[cfg(test)]
mod tests {
    use inkan_domain::UserId;
    use inkan_domain::audit::{AuditEvent, AuditRecord};
    use inkan_domain::fakes::{a_caller, id, moment};
    use serde_json::{Value, json};

    #[test]
    fn a_line_has_the_members_of_the_contract() {
        let record = AuditRecord {
            id: id(1),
            event: AuditEvent::UserLoggedOut,
            error: None,
            caller: a_caller(),
            user_id: Some(UserId::new(id(2))),
            user_email: Some("a*****@x.test".to_owned()),
            created_at: moment(0),
        };
        let line: Value = serde_json::from_str(&super::line(&record)).unwrap();
        let wanted = json!({
            "audience": "audit", "type": "user_logged_out", "error": "", "http_request_id": "request",
            "source_ip": "192.0.2.1", "user_agent": "test", "details": null,
            "time": "2025-06-15T15:06:40.000000000Z", "time_unix": "1750000000",
            "user_id": UserId::new(id(2)).to_string(), "user_email": "a*****@x.test",
        });
        assert_eq!(line, wanted);
    }
}
