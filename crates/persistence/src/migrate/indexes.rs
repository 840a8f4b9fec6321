//! Indexes on tables of the reference that it lacks (database contract, "Where we do better").

use diesel::prelude::*;
use diesel::sql_types::Bool;
use inkan_domain::Fault;

use super::session::Session;

/// An index in `public`.
struct Index {
    name: &'static str,
    table: &'static str,
    /// Columns, and a condition if it holds only some rows.
    columns: &'static str,
}

const fn index(name: &'static str, table: &'static str, columns: &'static str) -> Index {
    Index { name, table, columns }
}

/// For logins, lists, clean-up, and the foreign keys that the deletion of an account follows.
const INDEXES: [Index; 19] = [
    index("inkan_audit_logs_created_at_idx", "audit_logs", "(created_at)"),
    index("inkan_emails_user_id_idx", "emails", "(user_id)"),
    index("inkan_identities_email_id_idx", "identities", "(email_id)"),
    index("inkan_identities_user_id_idx", "identities", "(user_id)"),
    index("inkan_passcodes_created_at_idx", "passcodes", "(created_at)"),
    index("inkan_passcodes_email_id_idx", "passcodes", "(email_id)"),
    index("inkan_passcodes_user_id_idx", "passcodes", "(user_id)"),
    index("inkan_sessions_expires_at_idx", "sessions", "(expires_at)"),
    index("inkan_sessions_user_id_created_at_idx", "sessions", "(user_id, created_at)"),
    index("inkan_tokens_expires_at_idx", "tokens", "(expires_at)"),
    index("inkan_tokens_identity_id_idx", "tokens", "(identity_id)"),
    index("inkan_tokens_user_id_idx", "tokens", "(user_id)"),
    index("inkan_trusted_devices_user_id_idx", "trusted_devices", "(user_id)"),
    index(
        "inkan_webauthn_credential_transports_credential_id_idx",
        "webauthn_credential_transports",
        "(webauthn_credential_id)",
    ),
    index(
        "inkan_webauthn_credential_user_handles_user_id_idx",
        "webauthn_credential_user_handles",
        "(user_id)",
    ),
    index("inkan_webauthn_credentials_mfa_only_idx", "webauthn_credentials", "(user_id) WHERE mfa_only"),
    index("inkan_webauthn_credentials_user_handle_id_idx", "webauthn_credentials", "(user_handle_id)"),
    index("inkan_webauthn_credentials_user_id_idx", "webauthn_credentials", "(user_id)"),
    index(
        "inkan_webauthn_session_data_allowed_credentials_session_idx",
        "webauthn_session_data_allowed_credentials",
        "(webauthn_session_data_id)",
    ),
];

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    answer: bool,
}

/// Makes the indexes that are missing or were left half made, without holding up writers of tables with rows;
/// tells which.
pub(super) fn make_missing(session: &mut Session) -> Result<Vec<String>, Fault> {
    let mut made = Vec::new();
    for Index { name, table, columns } in &INDEXES {
        match is_valid(session, name)? {
            Some(true) => continue,
            Some(false) => session.run(&format!("DROP INDEX CONCURRENTLY public.{name}"))?,
            None => {}
        }
        let has_rows = ask(session, &format!("SELECT EXISTS (SELECT FROM public.{table}) AS answer"))?;
        let how = if has_rows == Some(true) { "CONCURRENTLY " } else { "" };
        session.run(&format!("CREATE INDEX {how}{name} ON public.{table} {columns}"))?;
        made.push((*name).to_owned());
    }
    Ok(made)
}

/// The indexes that [`make_missing`] would make.
pub(super) fn missing(session: &mut Session) -> Result<Vec<String>, Fault> {
    let mut missing = Vec::new();
    for Index { name, .. } in &INDEXES {
        if is_valid(session, name)? != Some(true) {
            missing.push((*name).to_owned());
        }
    }
    Ok(missing)
}

/// Whether the index was made to the end; `None` when there is none.
fn is_valid(session: &mut Session, name: &str) -> Result<Option<bool>, Fault> {
    let question =
        format!("SELECT indisvalid AS answer FROM pg_index WHERE indexrelid = to_regclass('public.{name}')");
    ask(session, &question)
}

/// Drops them all.
pub(super) fn drop_all(session: &mut Session) -> Result<(), Fault> {
    for Index { name, .. } in &INDEXES {
        session.run(&format!("DROP INDEX CONCURRENTLY IF EXISTS public.{name}"))?;
    }
    Ok(())
}

fn ask(session: &mut Session, question: &str) -> Result<Option<bool>, Fault> {
    Ok(session.load::<Answer>(question)?.first().map(|row| row.answer))
}
