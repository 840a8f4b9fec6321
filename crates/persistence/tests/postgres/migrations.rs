//! Databases are recognised, built, taken over and given back.
use std::thread;

use inkan_persistence::{UpOptions, Verdict};
use inkan_postgres::{run_sql, test_server};

use crate::support::{self, migrator, reference};

/// Everything that the contract's comparison of schemas looks at, but for indexes of ours.
const FACTS: &str = "\
    SELECT 'table', relname, relkind::text, relpersistence::text, '' FROM pg_class \
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f') \
    UNION ALL SELECT 'column', c.relname || '.' || a.attname, \
        concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated), \
        coalesce(pg_get_expr(d.adbin, d.adrelid), '-'), \
        (row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum))::text \
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped \
    UNION ALL SELECT 'constraint', conrelid::regclass::text || conname, concat(contype, convalidated), \
        condeferrable::text, pg_get_constraintdef(oid) \
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n' \
    UNION ALL SELECT 'index', tablename, indexname, indexdef, '' \
    FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE 'inkan\\_%' \
    UNION ALL SELECT 'sequence', s.relname, d.refobjid::regclass::text, a.attname, \
        concat_ws(' ', q.data_type, q.start_value, q.increment_by, q.max_value) \
    FROM pg_class s JOIN pg_sequences q ON q.schemaname = 'public' AND q.sequencename = s.relname \
    LEFT JOIN pg_depend d ON d.objid = s.oid AND d.deptype = 'a' \
    LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid \
    WHERE s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace \
    UNION ALL SELECT 'trigger', tgname, tgrelid::regclass::text, '', '' FROM pg_trigger WHERE NOT tgisinternal \
    UNION ALL SELECT 'type', typname, '', '', '' FROM pg_type \
    WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd') \
    UNION ALL SELECT 'extension', extname, '', '', '' FROM pg_extension \
    UNION ALL SELECT 'migration', version, '', '', '' FROM public.schema_migration \
    ORDER BY 1, 2, 3, 4, 5";

const OURS: &str = "SELECT (SELECT count(*) FROM pg_indexes WHERE indexname LIKE 'inkan\\_%'), \
    (SELECT count(*) FROM pg_namespace WHERE nspname = 'inkan')";

#[test]
fn an_empty_database_becomes_one_of_the_reference() {
    let database = test_server().database();
    let before = migrator(&database).status().unwrap();
    assert_eq!((before.verdict.clone(), before.pending.clone()), (Verdict::Empty, support::migrations()));
    assert_eq!(before.refusal().unwrap(), "database is empty: run \"inkan migrate up\"");

    let report = migrator(&database).up(UpOptions::default()).unwrap();
    assert_eq!(report.found, Verdict::Empty);
    assert_eq!(report.applied, before.pending);
    assert!(!report.indexes.is_empty());
    assert_eq!(migrator(&database).status().unwrap().refusal(), None);
    let facts = run_sql(&database.url(), FACTS).unwrap();
    assert_eq!(facts, run_sql(&reference("").url(), FACTS).unwrap());
    assert!(facts.lines().count() > 300);

    let again = migrator(&database).up(UpOptions::default()).unwrap();
    assert_eq!((again.found, again.applied, again.indexes), (Verdict::Ours, vec![], vec![]));
}

#[test]
fn every_migration_goes_down_and_up_again() {
    let database = test_server().database();
    let all = migrator(&database).up(UpOptions::default()).unwrap().applied;
    let undone: Vec<_> = all.iter().flat_map(|_| migrator(&database).down(1).unwrap()).collect();
    assert!(undone.iter().eq(all.iter().rev()));
    assert!(migrator(&database).down(1).unwrap().is_empty());
    assert_eq!(run_sql(&database.url(), OURS).unwrap(), "0|0");
    assert_eq!(migrator(&database).status().unwrap().verdict, Verdict::Empty);
    assert_eq!(migrator(&database).up(UpOptions::default()).unwrap().applied, all);
    assert_eq!(migrator(&database).status().unwrap().refusal(), None);
}

#[test]
fn a_lacking_migration_is_told() {
    let database = support::migrated();
    migrator(&database).down(1).unwrap();
    let status = migrator(&database).status().unwrap();
    assert_eq!(status.verdict, Verdict::Ours);
    let lacking = support::migrations().pop().unwrap();
    let refusal = format!("database lacks the migrations {lacking}: run \"inkan migrate up\"");
    assert_eq!(status.refusal().unwrap(), refusal);
}

#[test]
fn a_reference_database_is_taken_over_and_given_back() {
    let user = "INSERT INTO users (id, created_at, updated_at) VALUES (gen_random_uuid(), now(), now())";
    let database = reference(user);
    let before = run_sql(&database.url(), FACTS).unwrap();
    assert_eq!(migrator(&database).status().unwrap().verdict, Verdict::Reference);

    let report = migrator(&database).up(UpOptions::default()).unwrap();
    assert_eq!((report.found, &report.applied[..]), (Verdict::Reference, &support::migrations()[1..]));
    assert_eq!(migrator(&database).status().unwrap().refusal(), None);
    assert_eq!(run_sql(&database.url(), FACTS).unwrap(), before);

    assert_eq!(migrator(&database).down(99).unwrap().len(), support::migrations().len());
    assert_eq!(run_sql(&database.url(), FACTS).unwrap(), before);
    assert_eq!(run_sql(&database.url(), OURS).unwrap(), "0|0");
    assert_eq!(run_sql(&database.url(), "SELECT count(*) FROM users").unwrap(), "1");
    assert_eq!(migrator(&database).status().unwrap().verdict, Verdict::Reference);
}

#[test]
fn indexes_are_left_out_when_nobody_wants_them() {
    let database = reference("");
    let options = UpOptions { no_indexes: true, ..UpOptions::default() };
    assert!(migrator(&database).up(options).unwrap().indexes.is_empty());
    assert_eq!(run_sql(&database.url(), OURS).unwrap(), "0|1");
    assert_eq!(migrator(&database).status().unwrap().refusal(), None);
}

#[test]
fn an_index_that_was_left_half_made_is_made_again() {
    let database = support::migrated();
    let name = "inkan_sessions_user_id_created_at_idx";
    let spoil = format!("UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{name}'::regclass");
    run_sql(&database.url(), &spoil).unwrap();
    assert_eq!(migrator(&database).up(UpOptions::default()).unwrap().indexes, [name]);
    let valid = format!("SELECT indisvalid FROM pg_index WHERE indexrelid = '{name}'::regclass");
    assert_eq!(run_sql(&database.url(), &valid).unwrap(), "t");
}

#[test]
fn of_several_at_once_one_migrates_and_the_others_find_nothing_to_do() {
    let database =
        reference("INSERT INTO users (id, created_at, updated_at) VALUES (gen_random_uuid(), now(), now())");
    run_sql(
        &database.url(),
        "INSERT INTO sessions (id, created_at, updated_at) VALUES (gen_random_uuid(), now(), now())",
    )
    .unwrap();
    let reports: Vec<_> = thread::scope(|scope| {
        let running: Vec<_> =
            (0..3).map(|_| scope.spawn(|| migrator(&database).up(UpOptions::default()).unwrap())).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(reports.iter().filter(|report| report.applied == support::migrations()[1..]).count(), 1);
    assert_eq!(reports.iter().filter(|report| report.found == Verdict::Ours).count(), 2);
}

#[test]
fn no_deletion_scans_a_table_for_a_foreign_key() {
    let database = support::migrated();
    let lacking = "SELECT conrelid::regclass, conname FROM pg_constraint con \
        WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND NOT EXISTS ( \
            SELECT FROM pg_index WHERE indrelid = conrelid AND indpred IS NULL AND indkey[0] = ANY (conkey))";
    assert_eq!(run_sql(&database.url(), lacking).unwrap(), "");
}
