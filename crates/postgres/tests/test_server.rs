//! Tests of one process share a server; each has a database of its own.
use inkan_postgres::{run_sql, test_server};

#[test]
fn each_test_has_an_empty_database_of_its_own() {
    let (one, other) = (test_server().database(), test_server().database());
    assert_ne!(one.name(), other.name());
    run_sql(&one.url(), "create table mine (id int)").unwrap();
    let tables = "select count(*) from pg_tables where schemaname = 'public'";
    assert_eq!(run_sql(&other.url(), tables).unwrap(), "0");
}

#[test]
fn a_database_can_be_made_from_a_template() {
    let template = test_server().database();
    run_sql(&template.url(), "create table seed (id int); insert into seed values (3)").unwrap();
    let copy = test_server().database_from(template.name());
    assert_eq!(run_sql(&copy.url(), "select id from seed").unwrap(), "3");
}

#[test]
fn a_dropped_database_is_gone() {
    let database = test_server().database();
    let url = database.url();
    assert_eq!(run_sql(&url, "select 1").unwrap(), "1");
    drop(database);
    let refusal = run_sql(&url, "select 1").unwrap_err().to_string();
    assert!(refusal.contains("does not exist"), "{refusal}");
}
