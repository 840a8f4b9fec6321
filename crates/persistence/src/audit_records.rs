//! The audit log.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{self, Array, Nullable, Text};
use inkan_domain::Fault;
use inkan_domain::admin::{AuditFilter, AuditPage};
use inkan_domain::audit::{AuditRecord, AuditRecords};
use uuid::Uuid;

use crate::audit_list;
use crate::repositories::{PgRepositories, stored};
use crate::statement::statement;

/// Width of the columns in characters.
const WIDTH: usize = 255;

statement! {
    /// Stores any number of entries. Entries without details hold the JSON text `null` (database contract).
    Add {
        id: Vec<Uuid> as Array<sql_types::Uuid>,
        event: Vec<&'static str> as Array<Text>,
        error: Vec<Option<String>> as Array<Nullable<Text>>,
        request_id: Vec<String> as Array<Text>,
        source_ip: Vec<String> as Array<Text>,
        user_agent: Vec<String> as Array<Text>,
        user_id: Vec<Option<Uuid>> as Array<Nullable<sql_types::Uuid>>,
        user_email: Vec<Option<String>> as Array<Nullable<Text>>,
        created_at: Vec<NaiveDateTime> as Array<sql_types::Timestamp>,
    } -> (),
    "INSERT INTO audit_logs (id, type, error, meta_http_request_id, meta_source_ip, meta_user_agent, \
                             actor_user_id, actor_email, created_at, updated_at, details) \
     SELECT id, type, error, request_id, source_ip, user_agent, user_id, user_email, time, time, 'null' \
     FROM unnest({id}, {event}, {error}, {request_id}, {source_ip}, {user_agent}, {user_id}, {user_email}, \
                 {created_at}) \
          AS entry (id, type, error, request_id, source_ip, user_agent, user_id, user_email, time)"
}

impl AuditRecords for PgRepositories {
    #[tracing::instrument(level = "debug", name = "db.audit_records.add", skip_all)]
    fn add(&mut self, records: &[AuditRecord]) -> Result<(), Fault> {
        let texts =
            |text: fn(&AuditRecord) -> &str| records.iter().map(|record| fitting(text(record))).collect();
        let statement = Add {
            id: records.iter().map(|record| record.id).collect(),
            event: records.iter().map(|record| record.event.as_str()).collect(),
            error: records.iter().map(|record| record.error.as_deref().map(fitting)).collect(),
            request_id: texts(|record| &record.caller.request_id),
            source_ip: texts(|record| &record.caller.ip_address),
            user_agent: texts(|record| &record.caller.user_agent),
            user_id: records.iter().map(|record| record.user_id.map(|id| id.as_uuid())).collect(),
            user_email: records.iter().map(|record| record.user_email.as_deref().map(fitting)).collect(),
            created_at: records.iter().map(|record| stored(record.created_at)).collect(),
        };
        self.run(|connection| statement.execute(connection))?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", name = "db.audit_records.list", skip_all)]
    fn list(&mut self, filter: &AuditFilter, offset: i64, most: i64) -> Result<AuditPage, Fault> {
        self.run(|connection| audit_list::page(connection, filter, offset, most))
    }
}

/// The text as the column can hold it: cut, and without U+0000, which the database refuses.
fn fitting(text: &str) -> String {
    text.chars().filter(|character| *character != '\0').take(WIDTH).collect()
}
