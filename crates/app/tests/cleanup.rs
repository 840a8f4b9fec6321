//! `inkan cleanup`, and the same in the background.

use inkan_postgres::TestDatabase;

use crate::support::{
    Outcome, RunningServer, Settings, at_once, eventually, log_in, migrated, number, run_with, sql,
};

/// Tables with the statement that puts one row in: `$end` is where it ends, `$n` a number of its own.
const TABLES: [(&str, &str, &str); 12] = [
    (
        "audit_logs",
        "30 days",
        "INSERT INTO audit_logs (id, type, meta_http_request_id, meta_source_ip, meta_user_agent, created_at, \
         updated_at) VALUES (gen_random_uuid(), 'user_created', '', '', '', $end, $end)",
    ),
    (
        "flows",
        "0",
        "INSERT INTO flows (id, version, expires_at, created_at, updated_at, csrf_token, data) \
         VALUES (gen_random_uuid(), 0, $end, $end, $end, '', '{}')",
    ),
    (
        "webauthn_session_data",
        "0",
        "INSERT INTO webauthn_session_data (id, challenge, user_id, user_verification, operation, created_at, \
         updated_at, expires_at) VALUES (gen_random_uuid(), '$n', gen_random_uuid(), '', '', $end, $end, $end)",
    ),
    (
        "session_statuses",
        "10 minutes",
        "INSERT INTO inkan.session_statuses (number, seen_used, expires_at) VALUES ($n, $end, $end)",
    ),
    (
        "sessions",
        "0",
        "INSERT INTO sessions (id, expires_at, created_at, updated_at) \
         VALUES (gen_random_uuid(), $end, $end, $end)",
    ),
    (
        "passcodes",
        "1 day",
        "INSERT INTO passcodes (id, ttl, code, try_count, created_at, updated_at) \
         VALUES (gen_random_uuid(), 300, '', 0, $end - interval '300 s', $end)",
    ),
    (
        "tokens",
        "1 day",
        "WITH owner AS (INSERT INTO users (id, created_at, updated_at) \
             VALUES (gen_random_uuid(), $end, $end) RETURNING id) \
         INSERT INTO tokens (id, user_id, value, expires_at, created_at, updated_at) \
             SELECT gen_random_uuid(), id, '$n', $end, $end, $end FROM owner",
    ),
    (
        "saml_states",
        "0",
        "INSERT INTO saml_states (id, nonce, state, expires_at, created_at, updated_at) \
         VALUES (gen_random_uuid(), '$n', '', $end, $end, $end)",
    ),
    (
        "saml_idp_initiated_requests",
        "0",
        "INSERT INTO saml_idp_initiated_requests (id, response_id, issuer, expires_at, created_at) \
         VALUES (gen_random_uuid(), '$n', '', $end, $end)",
    ),
    (
        "trusted_devices",
        "0",
        "INSERT INTO trusted_devices (id, device_token, expires_at, created_at, updated_at) \
         VALUES (gen_random_uuid(), '$n', $end, $end, $end)",
    ),
    (
        "outbox",
        "0",
        "INSERT INTO inkan.outbox (id, kind, payload, created_at, expires_at, due_at, attempts) \
         VALUES (gen_random_uuid(), 'webhook', '', $end, $end, $end, 0)",
    ),
    (
        "rate_limits",
        "0",
        "INSERT INTO inkan.rate_limits SELECT sha256('$n'), us, us, us, 1 \
         FROM (SELECT (extract(epoch FROM $end) * 1000000)::bigint AS us) AS moment",
    ),
];

/// In every table two rows that may go since a minute and one that may go in a minute.
fn fill(database: &TestDatabase) {
    let mut statements = String::new();
    for (_, kept_for, insert) in TABLES {
        for (number, minutes) in [(1, -1), (2, -1), (3, 1)] {
            let end = format!(
                "(now() AT TIME ZONE 'UTC' - interval '{kept_for}' + interval '{minutes} minutes')::timestamp"
            );
            statements += &insert.replace("$end", &end).replace("$n", &number.to_string());
            statements.push(';');
        }
    }
    sql(database, &statements);
}

/// Rows of each table.
fn rows(database: &TestDatabase) -> Vec<i64> {
    let count = |(table, ..): &(&str, &str, &str)| {
        let schema =
            if ["outbox", "rate_limits", "session_statuses"].contains(table) { "inkan" } else { "public" };
        number(database, &format!("SELECT count(*) FROM {schema}.{table}"))
    };
    TABLES.iter().map(count).collect()
}

/// It worked; what it said on standard error.
#[track_caller]
fn said(outcome: &Outcome) -> Vec<String> {
    assert_eq!((outcome.code, outcome.output.as_str()), (Some(0), ""), "{outcome:?}");
    outcome.errors.lines().map(str::to_owned).collect()
}

#[test]
fn a_dry_run_counts_and_removes_nothing() {
    let database = migrated();
    fill(&database);
    let said = said(&run_with(&Settings::new(&database), &["cleanup"]));
    let names = TABLES.map(|(table, ..)| table).join(", ");
    assert_eq!(said[0], format!("Cleaning up table(s): {names}..."));
    let counted: Vec<_> = TABLES.iter().map(|(table, ..)| format!("Would delete 2 {table}.")).collect();
    assert_eq!(said[1..13], counted);
    let dry = "This was a dry-run; add --run to the command to really delete the data.";
    assert_eq!(said[13..], [dry, "Cleanup completed."]);
    assert_eq!(rows(&database), [3; 12]);
}

#[test]
fn what_has_ended_is_removed_from_every_table() {
    let database = migrated();
    fill(&database);
    let settings = Settings::new(&database);
    let first = said(&run_with(&settings, &["cleanup", "--run"]));
    assert_eq!(rows(&database), [1; 12]);
    for (table, ..) in TABLES {
        assert!(first.contains(&format!("Deleted 2 {table} in total.")), "{first:#?}");
    }
    let second = said(&run_with(&settings, &["cleanup", "--run"]));
    assert_eq!((second.len(), rows(&database)), (2, vec![1; 12]), "{second:#?}");
}

#[test]
fn named_tables_are_cleaned_in_batches_and_others_left_alone() {
    let database = migrated();
    fill(&database);
    let arguments = ["cleanup", "--run", "-t", "flows,audit_logs", "-s", "1"];
    let said = said(&run_with(&Settings::new(&database), &arguments));
    let wanted = [
        "Cleaning up table(s): flows, audit_logs...",
        "Deleted 1 flows in total.",
        "Deleted 2 flows in total.",
        "Deleted 1 audit_logs in total.",
        "Deleted 2 audit_logs in total.",
        "Cleanup completed.",
    ];
    assert_eq!(said, wanted);
    assert_eq!(rows(&database)[..3], [1, 1, 3]);
}

#[test]
fn the_retention_of_the_audit_log_is_that_of_the_configuration() {
    let database = migrated();
    fill(&database);
    let settings = Settings::new(&database).with("AUDIT_LOG_RETENTION", "721h");
    said(&run_with(&settings, &["cleanup", "--run", "-t", "audit_logs"]));
    assert_eq!(rows(&database)[0], 3);
    let settings = Settings::new(&database).with("AUDIT_LOG_RETENTION", "719h");
    said(&run_with(&settings, &["cleanup", "--run", "-t", "audit_logs"]));
    assert_eq!(rows(&database)[0], 0);
}

#[test]
fn unknown_tables_are_refused_before_anything_happens() {
    let database = migrated();
    fill(&database);
    let refusal =
        run_with(&Settings::new(&database), &["cleanup", "--run", "-t", "sessions,users"]).refused();
    assert!(
        refusal.starts_with("invalid table name(s): users - allowed values: audit_logs, flows, "),
        "{refusal}"
    );
    assert_eq!(rows(&database), [3; 12]);
}

#[test]
fn two_at_once_do_not_disturb_each_other() {
    let database = migrated();
    fill(&database);
    let settings = Settings::new(&database);
    let outcomes = at_once(2, |_| run_with(&settings, &["cleanup", "--run"]));
    let worked = outcomes.iter().filter(|outcome| outcome.code == Some(0)).count();
    assert!(worked >= 1, "{outcomes:#?}");
    for outcome in outcomes.into_iter().filter(|outcome| outcome.code != Some(0)) {
        let said = outcome.errors.lines().last().unwrap_or_default();
        assert_eq!(said, "error: another clean-up is running on this database");
    }
    assert_eq!(rows(&database), [1; 12]);
}

#[test]
fn who_comes_while_another_is_at_it_is_told() {
    let database = migrated();
    let url = database.url();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // The lock of clean-ups, held until the connection is ended from outside.
            let held = "SELECT pg_advisory_lock(x'434c45414e'::bigint); SELECT pg_sleep(60)";
            inkan_postgres::run_sql(&url, held).unwrap_err();
        });
        let holders = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted \
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        eventually("the lock is held", || (number(&database, holders) > 0).then_some(()));
        let outcome = run_with(&Settings::new(&database), &["cleanup", "--run"]);
        let preview = run_with(&Settings::new(&database), &["cleanup"]);
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
            WHERE datname = current_database() AND query LIKE '%pg_sleep(60)' AND pid <> pg_backend_pid()";
        sql(&database, end);
        assert_eq!(outcome.code, Some(1));
        assert!(
            outcome.errors.ends_with("error: another clean-up is running on this database\n"),
            "{outcome:?}"
        );
        assert_eq!(preview.code, Some(0), "a dry run disturbs nobody");
    });
}

#[test]
fn a_server_removes_an_expired_session_by_itself() {
    let server = RunningServer::start_with(|settings| settings.with("CLEANUP_INTERVAL", "100ms"));
    let client = server.public;
    let login = log_in(client, server.mailbox.as_ref(), "expired@x.test");
    let living = log_in(client, server.mailbox.as_ref(), "living@x.test");
    let user = &login.account.user_id;
    let expire =
        format!("UPDATE sessions SET expires_at = now() AT TIME ZONE 'UTC' WHERE user_id = '{user}'");
    sql(&server.database, &expire);
    let left = "SELECT count(*) FROM sessions";
    eventually("the session is removed", || (number(&server.database, left) == 1).then_some(()));
    client.get_as(&login.token, "/me").expect(401);
    client.get_as(&living.token, "/me").expect(200);
}

#[test]
fn a_server_that_must_not_clean_up_leaves_everything() {
    let server = RunningServer::start_with(|settings| {
        settings.with("CLEANUP_INTERVAL", "10ms").with("CLEANUP_ENABLED", "false")
    });
    fill(&server.database);
    for number in 0..5 {
        log_in(server.public, server.mailbox.as_ref(), &format!("busy{number}@x.test"));
    }
    let before = rows(&server.database);
    assert_eq!((before[1], before[7]), (3, 3));
}
