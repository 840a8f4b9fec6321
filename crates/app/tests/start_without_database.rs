//! A start before the database is there.

use std::net::TcpListener;

use serde_json::json;

use crate::support::{
    OwnPostgres, Program, Settings, SmtpSink, Welcome, allow_connections, empty, eventually, log_in,
    migrated, run_with, with_key,
};

const WAITING: &str = "waiting for the database";

/// The address of a database server that is not there.
fn nowhere() -> String {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    format!("postgres://inkan:hunter2-password@127.0.0.1:{port}/inkan")
}

fn count(program: &Program, words: &str) -> usize {
    program.lines().iter().filter(|line| line.contains(words)).count()
}

#[test]
fn a_server_waits_for_its_database_and_then_does_its_work() {
    let mut postgres = OwnPostgres::start();
    postgres.stop();
    let sink = SmtpSink::start(Welcome::Open);
    let program = Program::wait_for_database(&sink.deliver_here(postgres.settings()));
    for client in [program.public(), program.admin()] {
        client.get("/health/alive").expect(200);
        let ready = client.get("/health/ready").expect(503);
        assert_eq!(ready.json(), json!({ "ready": false, "checks": { "database": "unavailable" } }));
    }
    let refused = program.public().post("/users", &json!({ "email": "early@x.test" })).expect(503);
    assert_eq!(refused.header("retry-after"), Some("1"));
    program.public().get("/.well-known/jwks.json").expect(503);
    program.admin().get("/audit_logs").expect(503);

    postgres.start_again();
    eventually("the server is ready", || (program.public().get("/health/ready").status == 200).then_some(()));
    let login = log_in(program.public(), &sink, "early@x.test");
    program.public().get_as(&login.token, "/me").expect(200);
    program.admin().get("/audit_logs").expect(401);
    assert_eq!((count(&program, WAITING), count(&program, "the database is there")), (1, 1));
}

#[test]
fn a_server_that_waits_shows_no_password_and_ends_when_it_is_asked_to() {
    let settings = Settings::new(&migrated())
        .with("DATABASE_URL", &nowhere())
        .with("SERVER_SHUTDOWN_GRACE", "60s")
        .with("SERVER_SHUTDOWN_DELAY", "50s");
    let mut program = Program::wait_for_database(&settings);
    program.public().get("/health/alive").expect(200);
    program.terminate();
    assert_eq!(program.exit_code(), Some(0));
    assert_eq!(count(&program, "hunter2-password"), 0, "{:#?}", program.lines());
}

#[test]
fn a_database_that_is_closed_is_waited_for() {
    let database = with_key();
    allow_connections(&database, false);
    let program = Program::wait_for_database(&Settings::new(&database));
    allow_connections(&database, true);
    eventually("the server is ready", || (program.admin().get("/health/ready").status == 200).then_some(()));
}

#[test]
fn what_waiting_does_not_heal_ends_the_start_at_once() {
    let database = with_key();
    let url = database.url();
    let (before, password_and_rest) = url.split_once("://inkan:").unwrap();
    let (_, rest) = password_and_rest.split_once('@').unwrap();
    for (wrong, words) in [
        (format!("{before}://inkan:wrong-password@{rest}"), "password authentication failed"),
        (format!("{before}://nobody:wrong-password@{rest}"), "password authentication failed"),
        (url.replace(database.name(), "inkan_no_such_name"), "does not exist"),
    ] {
        let refusal = run_with(&Settings::new(&database).with("DATABASE_URL", &wrong), &["serve", "all"]);
        let refusal = refusal.refused();
        assert!(refusal.contains(words) && !refusal.contains("wrong-password"), "{refusal}");
    }
}

#[test]
fn a_database_that_is_wrong_when_it_comes_ends_the_waiting() {
    let database = empty();
    allow_connections(&database, false);
    let mut program = Program::wait_for_database(&Settings::new(&database));
    allow_connections(&database, true);
    assert_eq!(program.exit_code(), Some(1));
    eventually("the verdict is told", || (count(&program, "error: database is empty") == 1).then_some(()));
}
