//! What a migration would do is told before.
#![expect(clippy::unwrap_used, reason = "tests")]

use inkan_domain::fakes::moment;
use inkan_persistence::{Plan, UpOptions, Verdict};
use inkan_postgres::{TestDatabase, run_sql, test_server};

use crate::support::{self, migrator, reference};

fn plan(database: &TestDatabase) -> Plan {
    migrator(database).plan(UpOptions::default(), moment(0)).unwrap()
}

#[test]
fn a_plan_is_what_happens_then() {
    for (database, verdict) in
        [(test_server().database(), Verdict::Empty), (reference(""), Verdict::Reference)]
    {
        let planned = plan(&database);
        assert_eq!(plan(&database), planned);
        let done = migrator(&database).up(UpOptions::default()).unwrap();
        assert_eq!((planned.verdict, planned.migrations), (verdict, done.applied));
        assert_eq!(planned.indexes, done.indexes);
        let after = plan(&database);
        assert_eq!((after.verdict, after.migrations, after.indexes), (Verdict::Ours, vec![], vec![]));
    }
}

#[test]
fn indexes_that_are_not_wanted_are_not_planned() {
    let options = UpOptions { no_indexes: true, ..UpOptions::default() };
    let planned = migrator(&reference("")).plan(options, moment(0)).unwrap();
    assert_eq!((&planned.migrations[..], planned.indexes), (&support::migrations()[1..], vec![]));
}

#[test]
fn nothing_is_planned_for_a_database_that_is_refused() {
    let database = test_server().database();
    run_sql(&database.url(), "CREATE TABLE users (login text)").unwrap();
    let nothing = Plan {
        verdict: Verdict::Foreign,
        migrations: vec![],
        indexes: vec![],
        future_users: 0,
        future_emails: 0,
    };
    assert_eq!(plan(&database), nothing);
}

#[test]
fn rows_from_the_future_are_counted() {
    let (now, later) = (moment(0).naive_utc(), moment(1).naive_utc());
    let rows = format!(
        "INSERT INTO users (id, created_at, updated_at) VALUES \
             (gen_random_uuid(), '{now}', '{now}'), (gen_random_uuid(), '{later}', '{now}'), \
             (gen_random_uuid(), '{later}', '{now}'); \
         INSERT INTO emails (id, address, verified, created_at, updated_at) VALUES \
             (gen_random_uuid(), 'a@b.c', false, '{now}', '{later}'), \
             (gen_random_uuid(), 'b@b.c', false, '{later}', '{later}')"
    );
    let found = reference(&rows);
    let ours = support::migrated();
    run_sql(&ours.url(), &rows).unwrap();
    for database in [found, ours] {
        let planned = plan(&database);
        assert_eq!((planned.future_users, planned.future_emails), (2, 1));
    }
}
