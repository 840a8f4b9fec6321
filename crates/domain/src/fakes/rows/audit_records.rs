//! The audit log in memory.

use super::super::FakeState;
use crate::Fault;
use crate::admin::{AuditFilter, AuditPage, StoredAuditRecord};
use crate::audit::{AuditRecord, AuditRecords};

impl AuditRecords for FakeState {
    fn add(&mut self, records: &[AuditRecord]) -> Result<(), Fault> {
        self.audit_records.extend_from_slice(records);
        Ok(())
    }

    fn list(&mut self, filter: &AuditFilter, offset: i64, most: i64) -> Result<AuditPage, Fault> {
        let mut records: Vec<_> =
            self.audit_records.iter().map(stored).filter(|record| matches(filter, record)).collect();
        records.sort_by_key(|record| std::cmp::Reverse((record.created_at, record.id)));
        let total = i64::try_from(records.len()).unwrap_or(i64::MAX);
        let size = |number: i64| usize::try_from(number).unwrap_or(0);
        Ok(AuditPage { records: records.into_iter().skip(size(offset)).take(size(most)).collect(), total })
    }
}

fn stored(record: &AuditRecord) -> StoredAuditRecord {
    StoredAuditRecord {
        id: record.id,
        event: record.event.as_str().to_owned(),
        error: record.error.clone(),
        request_id: record.caller.request_id.clone(),
        source_ip: record.caller.ip_address.clone(),
        user_agent: record.caller.user_agent.clone(),
        user_id: record.user_id.map(|user_id| user_id.as_uuid()),
        user_email: record.user_email.clone(),
        details: Some("null".to_owned()),
        created_at: record.created_at,
        updated_at: record.created_at,
    }
}

/// Parts of texts are compared as they are, without wildcards.
fn matches(filter: &AuditFilter, record: &StoredAuditRecord) -> bool {
    let user_id = record.user_id.map(|user_id| user_id.to_string()).unwrap_or_default();
    let email = record.user_email.clone().unwrap_or_default();
    let holds = |wanted: &Option<String>, text: &str| {
        wanted.as_ref().is_none_or(|wanted| text.contains(wanted.as_str()))
    };
    let q = |wanted: &String| {
        [&email, &record.source_ip, &user_id].into_iter().any(|text| text.contains(wanted.as_str()))
    };
    filter.start_time.is_none_or(|start| record.created_at > start)
        && filter.end_time.is_none_or(|end| record.created_at < end)
        && (filter.types.is_empty() || filter.types.contains(&record.event))
        && holds(&filter.actor_user_id, &user_id)
        && holds(&filter.actor_email, &email)
        && holds(&filter.meta_source_ip, &record.source_ip)
        && filter.q.as_ref().is_none_or(q)
}
