//! Rows that have ended are removed, by one process at a time.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use inkan_domain::cleanup::{CleanUp, CleanupReport, CleanupStore, CleanupTable, Retention};
use inkan_domain::email::NewEmail;
use inkan_domain::fakes::{FakeSealer, FixedClock, a_passcode, a_session, an_address, id, moment};
use inkan_domain::passcode::{Added, Counted};
use inkan_domain::{EmailId, Fault, Storage, Timestamp, UserId};
use inkan_persistence::{PgCleanup, PgStorage, PoolSettings};
use inkan_postgres::{TestDatabase, run_sql};

use crate::support;

const USER: UserId = UserId::new(id(1));

/// A row of this table that ends then; the text is a time or `NULL`.
fn insert(table: CleanupTable, end: &str) -> String {
    let (columns, values) = match table {
        CleanupTable::AuditLogs => (
            "public.audit_logs (created_at, id, type, meta_http_request_id, meta_source_ip, meta_user_agent, updated_at)",
            "gen_random_uuid(), '', '', '', '', now()",
        ),
        CleanupTable::Flows => (
            "public.flows (expires_at, id, version, created_at, updated_at, csrf_token, data)",
            "gen_random_uuid(), 0, now(), now(), '', ''",
        ),
        CleanupTable::WebauthnSessionData => (
            "public.webauthn_session_data (expires_at, id, challenge, user_id, user_verification, operation, created_at, updated_at)",
            "gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '', '', now(), now()",
        ),
        CleanupTable::SessionStatuses => (
            "inkan.session_statuses (expires_at, number, seen_used)",
            "nextval('inkan.session_status_numbers'), now()",
        ),
        CleanupTable::Sessions => {
            ("public.sessions (expires_at, id, created_at, updated_at)", "gen_random_uuid(), now(), now()")
        }
        CleanupTable::Passcodes => {
            let values = "gen_random_uuid(), 300, '', 0, now()";
            return format!(
                "INSERT INTO passcodes (created_at, id, ttl, code, try_count, updated_at) \
                 VALUES ({end}::timestamp - interval '300 seconds', {values})"
            );
        }
        CleanupTable::Tokens => {
            let values = format!("gen_random_uuid(), '{USER}', gen_random_uuid(), now(), now()");
            let columns = "tokens (expires_at, id, user_id, value, created_at, updated_at)";
            return format!("INSERT INTO {columns} VALUES ({end}::timestamp, {values})");
        }
        CleanupTable::SamlStates => (
            "public.saml_states (expires_at, id, nonce, state, created_at, updated_at)",
            "gen_random_uuid(), gen_random_uuid(), '', now(), now()",
        ),
        CleanupTable::SamlIdpInitiatedRequests => {
            ("public.saml_idp_initiated_requests (expires_at, id)", "gen_random_uuid()")
        }
        CleanupTable::TrustedDevices => (
            "public.trusted_devices (expires_at, id, created_at, updated_at)",
            "gen_random_uuid(), now(), now()",
        ),
        CleanupTable::Outbox => (
            "inkan.outbox (expires_at, id, kind, payload, created_at, due_at, attempts)",
            "gen_random_uuid(), 'kind', '', now(), now(), 0",
        ),
        CleanupTable::RateLimits => {
            return format!(
                "INSERT INTO inkan.rate_limits VALUES (sha256(gen_random_uuid()::text::bytea), 0, 0, \
                     (extract(epoch FROM {end}::timestamp) * 1000000)::bigint, 1)"
            );
        }
    };
    format!("INSERT INTO {columns} VALUES ({end}::timestamp, {values})")
}

fn at(time: Timestamp) -> String {
    format!("'{}'", time.naive_utc())
}

fn a_database() -> (TestDatabase, PgStorage) {
    let database = support::migrated();
    let storage = support::storage(&database);
    storage.direct().unwrap().users().add(USER, moment(0)).unwrap();
    (database, storage)
}

fn fill(database: &TestDatabase, rows: impl IntoIterator<Item = String>) {
    let statements: Vec<_> = rows.into_iter().collect();
    run_sql(&database.url(), &statements.join("; ")).unwrap();
}

#[test]
fn in_every_table_what_has_ended_goes_and_the_rest_stays() {
    let (database, storage) = a_database();
    let store = PgCleanup::new(&storage);
    let nearly = moment(0) - TimeDelta::microseconds(1);
    let ends = [at(nearly), at(moment(0)), at(moment(9))];
    fill(&database, CleanupTable::ALL.iter().flat_map(|table| ends.iter().map(|end| insert(*table, end))));
    for table in CleanupTable::ALL {
        let name = table.as_str();
        assert_eq!(store.count(table, nearly).unwrap(), 0, "{name}");
        assert_eq!(store.count(table, moment(0)).unwrap(), 1, "{name}");
        assert_eq!(store.remove(table, moment(0), 10).unwrap(), 1, "{name}");
        assert_eq!(store.remove(table, moment(0), 10).unwrap(), 0, "{name}");
        assert_eq!(store.count(table, moment(10)).unwrap(), 2, "{name}");
    }
}

#[test]
fn what_has_no_end_stays() {
    let (database, storage) = a_database();
    let store = PgCleanup::new(&storage);
    let endless =
        [CleanupTable::WebauthnSessionData, CleanupTable::Sessions, CleanupTable::SamlIdpInitiatedRequests];
    fill(&database, endless.iter().map(|table| insert(*table, "NULL")));
    for table in endless {
        assert_eq!(store.count(table, moment(0)).unwrap(), 0);
        assert_eq!(store.remove(table, moment(0), 10).unwrap(), 0);
        let count = format!("SELECT count(*) FROM {}", table.as_str());
        assert_eq!(run_sql(&database.url(), &count).unwrap(), "1");
    }
}

#[test]
fn the_children_of_a_ceremony_go_with_it() {
    let (database, storage) = a_database();
    let child = "INSERT INTO webauthn_session_data_allowed_credentials \
        SELECT gen_random_uuid(), 'key', id, now(), now() FROM webauthn_session_data";
    fill(&database, [insert(CleanupTable::WebauthnSessionData, &at(moment(0))), child.to_owned()]);
    let store = PgCleanup::new(&storage);
    assert_eq!(store.remove(CleanupTable::WebauthnSessionData, moment(1), 10).unwrap(), 1);
    let children = "SELECT count(*) FROM webauthn_session_data_allowed_credentials";
    assert_eq!(run_sql(&database.url(), children).unwrap(), "0");
}

#[test]
fn a_moment_before_all_time_removes_nothing() {
    let (database, storage) = a_database();
    fill(&database, [insert(CleanupTable::AuditLogs, &at(moment(0)))]);
    let store = PgCleanup::new(&storage);
    assert_eq!(store.remove(CleanupTable::AuditLogs, Timestamp::MIN_UTC, 10).unwrap(), 0);
}

#[test]
fn a_clean_up_removes_in_batches() {
    let (database, storage) = a_database();
    fill(&database, (0..25).map(|_| insert(CleanupTable::Sessions, &at(moment(-1)))));
    fill(&database, (0..3).map(|_| insert(CleanupTable::Flows, &at(moment(-1)))));
    let clean_up = CleanUp {
        store: Arc::new(PgCleanup::new(&storage)),
        clock: Arc::new(FixedClock::at(moment(0))),
        retention: Retention { audit_logs: TimeDelta::days(30) },
        batch: 10,
    };
    let tables = [CleanupTable::Flows, CleanupTable::Sessions];
    let rows = vec![(CleanupTable::Flows, 3), (CleanupTable::Sessions, 25)];
    let expected = CleanupReport { rows, is_busy: false };
    assert_eq!(clean_up.preview(&tables).unwrap(), expected);
    let mut heard = Vec::new();
    let report = clean_up.execute(&tables, &mut |table, total| heard.push((table.as_str(), total))).unwrap();
    assert_eq!(report, expected);
    assert_eq!(heard, [("flows", 3), ("sessions", 10), ("sessions", 20), ("sessions", 25)]);
    assert_eq!(storage.pool_state().connections, storage.pool_state().idle);
}

#[test]
fn rows_that_somebody_holds_are_left_for_the_next_time() {
    let (_database, storage) = a_database();
    let email = NewEmail { id: EmailId::new(id(2)), address: an_address(2), user_id: None, now: moment(0) };
    let passcodes = [a_passcode(10, USER, email.id), a_passcode(11, USER, email.id)];
    let mut direct = storage.direct().unwrap();
    direct.emails().reserve(&email).unwrap();
    for passcode in &passcodes {
        assert_eq!(direct.passcodes().add(passcode, None).unwrap(), Added::Stored);
    }
    let store = PgCleanup::new(&storage);
    let mut holder = storage.begin().unwrap();
    let counted = holder.passcodes().count_attempt(passcodes[0].id, None, moment(1)).unwrap();
    assert!(matches!(counted, Counted::Attempt(_)));
    assert_eq!(store.remove(CleanupTable::Passcodes, moment(301), 10).unwrap(), 1);
    holder.commit().unwrap();
    assert_eq!(store.remove(CleanupTable::Passcodes, moment(301), 10).unwrap(), 1);
}

fn runs(store: &PgCleanup) -> bool {
    let mut has_run = false;
    let told = store
        .exclusively(&mut || {
            has_run = true;
            Ok(())
        })
        .unwrap();
    assert_eq!(told, has_run);
    told
}

#[test]
fn one_process_at_a_time_cleans_up() {
    let (database, storage) = a_database();
    let (one, two) = (PgCleanup::new(&storage), PgCleanup::new(&support::storage(&database)));
    let ran = one.exclusively(&mut || {
        assert!(!runs(&two));
        assert!(!runs(&one));
        Ok(())
    });
    assert!(ran.unwrap());
    assert!(runs(&two));
    assert!(runs(&one));
}

#[test]
fn the_lock_ends_with_work_that_fails_or_panics() {
    let (database, storage) = a_database();
    let (one, two) = (PgCleanup::new(&storage), PgCleanup::new(&support::storage(&database)));
    assert!(one.exclusively(&mut || Err(Fault::internal("no"))).is_err());
    assert!(runs(&two));
    let panicked = catch_unwind(AssertUnwindSafe(|| one.exclusively(&mut || panic!("a test's panic"))));
    assert!(panicked.is_err());
    assert!(runs(&two));
    assert!(runs(&one));
}

#[test]
fn a_pool_of_one_connection_fails_a_clean_up_instead_of_blocking_it() {
    let (database, _storage) = a_database();
    let settings = PoolSettings {
        max: 1,
        min: 1,
        acquire_timeout: Duration::from_millis(300),
        ..PoolSettings::new(support::address(&database))
    };
    let storage = PgStorage::connect(&settings, Arc::new(FakeSealer::default())).unwrap();
    let store = PgCleanup::new(&storage);
    let ran = store.exclusively(&mut || store.remove(CleanupTable::Sessions, moment(0), 10).map(|_| ()));
    assert!(matches!(ran, Err(Fault::Unavailable(_))));
    assert!(runs(&store));
}

#[test]
fn a_live_session_survives_a_clean_up() {
    let (_database, storage) = a_database();
    storage.direct().unwrap().sessions().open(&a_session(id(3), USER, moment(0)), 5).unwrap();
    let store = PgCleanup::new(&storage);
    assert_eq!(store.remove(CleanupTable::Sessions, moment(3600), 10).unwrap(), 0);
    assert_eq!(store.remove(CleanupTable::Sessions, moment(3601), 10).unwrap(), 1);
}
