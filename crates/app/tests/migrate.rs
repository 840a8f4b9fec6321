//! `inkan migrate`, and several programs at once on one database.

use crate::support::{
    Program, Settings, at_once, empty, foreign, migrated, migrations, number, run_with, sql,
};

const TABLES: &str =
    "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";

fn all_applied() -> String {
    format!("Successfully applied {} migrations.\n", migrations())
}

#[test]
fn the_schema_is_built_once() {
    let database = empty();
    let settings = Settings::new(&database);
    let first = run_with(&settings, &["migrate", "up"]).succeeded();
    assert!(first.starts_with("migrate up\n> "), "{first}");
    assert!(first.ends_with(&all_applied()), "{first}");
    let second = run_with(&settings, &["migrate", "up"]).succeeded();
    assert_eq!(second, "migrate up\nMigrations already up to date, nothing to apply\n");
    Program::serve(&settings).public().get("/health/ready").expect(200);
}

#[test]
fn two_at_once_build_it_together() {
    let database = empty();
    let settings = Settings::new(&database);
    let outputs = at_once(2, |_| run_with(&settings, &["migrate", "up"]).succeeded());
    let built = outputs.iter().filter(|output| output.ends_with(&all_applied())).count();
    let idle = outputs.iter().filter(|output| output.contains("already up to date")).count();
    assert_eq!((built, idle), (1, 1), "{outputs:#?}");
    assert!(number(&database, TABLES) > 20);
}

#[test]
fn what_was_undone_is_missed_and_done_again() {
    let database = migrated();
    let settings = Settings::new(&database);
    assert_eq!(run_with(&settings, &["migrate", "status"]).succeeded(), "the database is up to date\n");
    let undone = run_with(&settings, &["migrate", "down", "1"]).succeeded();
    assert_eq!(undone.lines().count(), 1, "{undone}");
    for command in [["migrate", "status"], ["serve", "all"]] {
        let refusal = run_with(&settings, &command).refused();
        assert!(refusal.contains(r#"run "inkan migrate up""#), "{refusal}");
    }
    let done = run_with(&settings, &["migrate", "up"]).succeeded();
    assert!(done.contains("Successfully applied 1 migrations."), "{done}");
    run_with(&settings, &["migrate", "status"]).succeeded();
}

#[test]
fn everything_can_be_undone() {
    let database = migrated();
    let settings = Settings::new(&database);
    run_with(&settings, &["migrate", "down", "99"]).succeeded();
    assert_eq!(number(&database, TABLES), 0);
    let refusal = run_with(&settings, &["migrate", "status"]).refused();
    assert_eq!(refusal, r#"database is empty: run "inkan migrate up""#);
}

#[test]
fn a_database_of_somebody_else_is_not_migrated() {
    let database = foreign();
    let outcome = run_with(&Settings::new(&database), &["migrate", "up"]);
    assert_eq!(outcome.refused(), "database is not empty and not a Hanko database");
    assert_eq!(sql(&database, "SELECT relname FROM pg_class WHERE relname = 'users'"), "");
}

#[test]
fn servers_that_start_at_once_make_one_key_for_each_secret() {
    let database = migrated();
    let settings = Settings::new(&database).with("SECRETS_KEYS", "the-newer-secret,the-older-secret");
    let sets = at_once(3, |_| {
        let program = Program::serve(&settings);
        program.public().get("/.well-known/jwks.json").expect(200).body
    });
    assert_eq!(number(&database, "SELECT count(*) FROM jwks"), 2);
    assert!(sets.iter().all(|set| *set == sets[0]), "{sets:#?}");
}
