//! What happens to connections that are lost, busy or out of reach.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use inkan_domain::email::NewEmail;
use inkan_domain::fakes::{FakeSealer, a_passcode, an_address, id, moment};
use inkan_domain::passcode::Added;
use inkan_domain::{EmailId, Fault, Secret, Storage, UserId};
use inkan_persistence::{DatabaseAddress, PgStorage, PoolSettings};
use inkan_postgres::{TestDatabase, run_sql, test_server};

use crate::support;

const USER: UserId = UserId::new(id(1));
const OTHERS: &str = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity \
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

fn pool(address: DatabaseAddress, max: u32) -> PgStorage {
    let short = Duration::from_millis(300);
    let settings = PoolSettings {
        max,
        min: 1,
        acquire_timeout: short,
        lock_timeout: short,
        ..PoolSettings::new(address)
    };
    PgStorage::connect(&settings, Arc::new(FakeSealer::default())).unwrap()
}

fn small_pool(database: &TestDatabase, max: u32) -> PgStorage {
    let settings = PoolSettings { max, min: max, ..PoolSettings::new(support::address(database)) };
    PgStorage::connect(&settings, Arc::new(FakeSealer::default())).unwrap()
}

fn look(storage: &dyn Storage) -> Result<(), Fault> {
    storage.direct()?.users().with_primary_email(USER).map(|_| ())
}

#[test]
fn connections_that_were_lost_in_the_pool_are_replaced_before_anybody_uses_them() {
    let database = support::migrated();
    let storage = small_pool(&database, 3);
    let all = [storage.direct().unwrap(), storage.direct().unwrap(), storage.direct().unwrap()];
    drop(all);
    run_sql(&database.url(), OTHERS).unwrap();
    for _ in 0..3 {
        look(&storage).unwrap();
        storage.check().unwrap();
    }
}

#[test]
fn a_connection_that_is_lost_while_it_is_used_is_not_used_again() {
    let database = support::migrated();
    let storage = small_pool(&database, 1);
    let mut direct = storage.direct().unwrap();
    run_sql(&database.url(), OTHERS).unwrap();
    assert!(matches!(direct.users().with_primary_email(USER), Err(Fault::Unavailable(_))));
    drop(direct);
    look(&storage).unwrap();
}

/// The first to notice wait for as long as they may, all others hardly at all.
#[test]
fn once_a_database_has_been_away_for_long_nobody_waits_for_it() {
    let nowhere = "postgres://nobody:hunter2@127.0.0.1:9/nothing";
    let address = DatabaseAddress::Url(Secret::new(nowhere.to_owned()));
    let settings = PoolSettings { acquire_timeout: Duration::from_secs(1), ..PoolSettings::new(address) };
    let unreachable = PgStorage::connect(&settings, Arc::new(FakeSealer::default())).unwrap();
    assert!(look(&unreachable).is_err());
    let start = Instant::now();
    for _ in 0..10 {
        assert!(matches!(look(&unreachable), Err(Fault::Unavailable(_))));
    }
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn a_unit_of_work_does_not_begin_on_a_lost_connection() {
    let database = support::migrated();
    let storage = small_pool(&database, 3);
    let all = [storage.direct().unwrap(), storage.direct().unwrap(), storage.direct().unwrap()];
    drop(all);
    run_sql(&database.url(), OTHERS).unwrap();
    let mut work = storage.begin().unwrap();
    work.users().add(USER, moment(0)).unwrap();
    work.commit().unwrap();
}

#[test]
fn a_connection_that_is_lost_in_a_unit_of_work_keeps_nothing() {
    let database = support::migrated();
    let storage = small_pool(&database, 1);
    let mut work = storage.begin().unwrap();
    work.users().add(USER, moment(0)).unwrap();
    run_sql(&database.url(), OTHERS).unwrap();
    assert!(matches!(work.commit(), Err(Fault::Unavailable(_))));
    assert!(!storage.begin().unwrap().users().lock(USER).unwrap());
}

#[test]
fn waiting_for_a_connection_has_an_end() {
    let database = support::migrated();
    let storage = pool(support::address(&database), 1);
    let held = storage.direct().unwrap();
    assert!(matches!(storage.begin().err(), Some(Fault::Unavailable(_))));
    assert!(storage.check().is_err());
    let state = storage.pool_state();
    assert_eq!((state.connections, state.idle, state.max), (1, 0, 1));
    drop(held);
    storage.check().unwrap();
}

#[test]
fn waiting_for_a_lock_has_an_end() {
    let database = support::migrated();
    let storage = pool(support::address(&database), 2);
    storage.direct().unwrap().users().add(USER, moment(0)).unwrap();
    let mut holder = storage.begin().unwrap();
    assert!(holder.users().lock(USER).unwrap());
    let mut waiter = storage.begin().unwrap();
    assert!(matches!(waiter.users().lock(USER), Err(Fault::Unavailable(_))));
}

#[test]
fn a_held_user_does_not_keep_others_from_adding_rows_that_refer_to_it() {
    let database = support::migrated();
    let storage = pool(support::address(&database), 2);
    let email = NewEmail { id: EmailId::new(id(2)), address: an_address(2), user_id: None, now: moment(0) };
    let mut direct = storage.direct().unwrap();
    direct.users().add(USER, moment(0)).unwrap();
    direct.emails().reserve(&email).unwrap();
    let mut holder = storage.begin().unwrap();
    assert!(holder.users().lock(USER).unwrap());
    assert_eq!(direct.passcodes().add(&a_passcode(3, USER, email.id), None).unwrap(), Added::Stored);
}

#[test]
fn a_database_that_is_not_there_is_unavailable_until_it_is() {
    let database = test_server().database();
    let nowhere = "postgres://nobody:hunter2@127.0.0.1:9/nothing";
    let unreachable = pool(DatabaseAddress::Url(Secret::new(nowhere.to_owned())), 1);
    let start = Instant::now();
    let error = unreachable.check().unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(1));
    assert!(!error.to_string().contains("hunter2"));
    assert!(matches!(unreachable.begin().err(), Some(Fault::Unavailable(_))));

    let empty = pool(support::address(&database), 1);
    assert!(matches!(empty.check(), Err(Fault::Unavailable(_))));
    assert!(matches!(look(&empty), Err(Fault::Internal(_))));
}

/// Somebody who takes connections and closes them at once; tells how many came.
fn a_server_that_hangs_up() -> (DatabaseAddress, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let callers = Arc::<AtomicU32>::default();
    let counted = Arc::clone(&callers);
    std::thread::spawn(move || {
        for caller in listener.incoming() {
            drop(caller);
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    let url = format!("postgres://nobody@127.0.0.1:{port}/nothing?sslmode=disable&gssencmode=disable");
    (DatabaseAddress::Url(Secret::new(url)), callers)
}

#[test]
fn however_many_connections_are_wanted_a_database_that_is_away_is_seldom_called() {
    let (address, callers) = a_server_that_hangs_up();
    let start = Instant::now();
    let settings = PoolSettings { max: 10, min: 10, ..PoolSettings::new(address) };
    let away = PgStorage::connect(&settings, Arc::new(FakeSealer::default())).unwrap();
    assert!(matches!(look(&away), Err(Fault::Unavailable(_))));
    assert!(matches!(look(&away), Err(Fault::Unavailable(_))));
    // The pool has three threads that connect; then there is a pause after each call.
    let calls = callers.load(Ordering::SeqCst);
    let most = 3 + start.elapsed().as_millis() / 300 + 1;
    assert!((2..=most).contains(&u128::from(calls)), "{calls} calls in {:?}", start.elapsed());
}

#[test]
fn a_unit_of_work_with_a_failed_statement_is_not_committed() {
    let database = support::migrated();
    let storage = small_pool(&database, 1);
    let mut work = storage.begin().unwrap();
    work.users().add(USER, moment(0)).unwrap();
    assert!(work.users().add(USER, moment(0)).is_err());
    assert!(work.commit().is_err());
    assert!(!storage.begin().unwrap().users().lock(USER).unwrap());
}

#[test]
fn errors_name_the_constraint_but_no_values() {
    let database = support::migrated();
    let storage = small_pool(&database, 1);
    let mut direct = storage.direct().unwrap();
    direct.users().add(USER, moment(0)).unwrap();
    let error = direct.users().add(USER, moment(0)).unwrap_err();
    let told = format!("{error} {error:?}");
    assert!(matches!(error, Fault::Internal(_)));
    assert!(told.contains("users_pkey") && !told.contains(&USER.to_string()), "{told}");
}

#[test]
fn connections_bear_the_name_of_the_program() {
    let database = support::migrated();
    let storage = small_pool(&database, 1);
    look(&storage).unwrap();
    let names = "SELECT application_name FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    assert_eq!(run_sql(&database.url(), names).unwrap(), "inkan");
}

#[test]
fn a_pool_needs_settings_that_make_sense() {
    let address = || DatabaseAddress::Url(Secret::new("postgres://h/d".to_owned()));
    for settings in [
        PoolSettings { max: 0, ..PoolSettings::new(address()) },
        PoolSettings { min: 11, ..PoolSettings::new(address()) },
        PoolSettings { acquire_timeout: Duration::ZERO, ..PoolSettings::new(address()) },
    ] {
        assert!(PgStorage::connect(&settings, Arc::new(FakeSealer::default())).is_err());
    }
}
