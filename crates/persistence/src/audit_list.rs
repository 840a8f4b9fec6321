//! Pages of the audit log.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{self, Array, BigInt, Nullable, Text, Timestamp};
use inkan_domain::admin::{AuditFilter, AuditPage, StoredAuditRecord};
use uuid::Uuid;

use crate::repositories::stored;
use crate::statement::statement;

/// An entry in the order of [`RecordRow`].
type RecordSql = (
    (sql_types::Uuid, Text, Nullable<Text>, Nullable<Text>),
    (Text, Text, Text),
    (Nullable<sql_types::Uuid>, Nullable<Text>),
    (Timestamp, Timestamp),
);

statement! {
    /// The number of entries that match, beside each entry of the page, or beside none where it is empty.
    /// Parts of texts are patterns of `LIKE`, in which the wildcards of the caller act.
    List {
        start_time: Option<NaiveDateTime> as Nullable<Timestamp>,
        end_time: Option<NaiveDateTime> as Nullable<Timestamp>,
        types: Option<Vec<String>> as Nullable<Array<Text>>,
        user_id: Option<String> as Nullable<Text>,
        user_email: Option<String> as Nullable<Text>,
        source_ip: Option<String> as Nullable<Text>,
        any: Option<String> as Nullable<Text>,
        offset: i64 as BigInt,
        most: i64 as BigInt,
    } -> (BigInt, Nullable<RecordSql>),
    "WITH matching AS NOT MATERIALIZED ( \
         SELECT * FROM audit_logs \
         WHERE ({start_time} IS NULL OR created_at > {start_time}) \
           AND ({end_time} IS NULL OR created_at < {end_time}) \
           AND ({types} IS NULL OR type = ANY ({types})) \
           AND ({user_id} IS NULL OR actor_user_id::text LIKE {user_id}) \
           AND ({user_email} IS NULL OR actor_email LIKE {user_email}) \
           AND ({source_ip} IS NULL OR meta_source_ip LIKE {source_ip}) \
           AND ({any} IS NULL OR actor_email LIKE {any} OR meta_source_ip LIKE {any} \
                OR actor_user_id::text LIKE {any})), \
     page AS (SELECT * FROM matching ORDER BY created_at DESC, id DESC LIMIT {most} OFFSET {offset}) \
     SELECT counted.total, page.id, type, error, details, \
            meta_http_request_id, meta_source_ip, meta_user_agent, \
            actor_user_id, actor_email, created_at, updated_at \
     FROM (SELECT count(*) AS total FROM matching) AS counted LEFT JOIN page ON true \
     ORDER BY created_at DESC, page.id DESC"
}

#[derive(Queryable)]
struct RecordRow {
    what: (Uuid, String, Option<String>, Option<String>),
    request: (String, String, String),
    actor: (Option<Uuid>, Option<String>),
    times: (NaiveDateTime, NaiveDateTime),
}

impl From<RecordRow> for StoredAuditRecord {
    fn from(row: RecordRow) -> Self {
        let (id, event, error, details) = row.what;
        let (request_id, source_ip, user_agent) = row.request;
        let (user_id, user_email) = row.actor;
        let (created_at, updated_at) = row.times;
        Self {
            id,
            event,
            error,
            request_id,
            source_ip,
            user_agent,
            user_id,
            user_email,
            details,
            created_at: created_at.and_utc(),
            updated_at: updated_at.and_utc(),
        }
    }
}

/// Reads a page; one without negative bounds.
pub(crate) fn page(
    connection: &mut PgConnection,
    filter: &AuditFilter,
    offset: i64,
    most: i64,
) -> QueryResult<AuditPage> {
    if has_impossible_part(filter) {
        return Ok(AuditPage { records: Vec::new(), total: 0 });
    }
    let part = |text: &Option<String>| text.as_ref().map(|text| format!("%{text}%"));
    let types = filter.types.iter().filter(|text| !text.contains('\0')).cloned().collect();
    let statement = List {
        start_time: filter.start_time.map(stored),
        end_time: filter.end_time.map(stored),
        types: (!filter.types.is_empty()).then_some(types),
        user_id: part(&filter.actor_user_id),
        user_email: part(&filter.actor_email),
        source_ip: part(&filter.meta_source_ip),
        any: part(&filter.q),
        offset: offset.max(0),
        most: most.max(0),
    };
    let rows: Vec<(i64, Option<RecordRow>)> = statement.load(connection)?;
    let total = rows.first().map_or(0, |(total, _)| *total);
    let records = rows.into_iter().filter_map(|(_, record)| record.map(Into::into)).collect();
    Ok(AuditPage { records, total })
}

/// Whether a part holds U+0000, which no stored text has and the database refuses to look for.
fn has_impossible_part(filter: &AuditFilter) -> bool {
    let parts = [&filter.actor_user_id, &filter.actor_email, &filter.meta_source_ip, &filter.q];
    parts.into_iter().flatten().any(|part| part.contains('\0'))
}
