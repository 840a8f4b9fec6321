//! The program ends in order.

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{
    KeptConnection, Program, Settings, SmtpSink, TableLock, Welcome, eventually, log_in, sign_up, with_key,
};

#[test]
fn what_runs_is_answered_while_readiness_is_false_already() {
    let database = with_key();
    let settings = Settings::new(&database).with("SERVER_SHUTDOWN_DELAY", "2s");
    let mut program = Program::serve(&settings);
    let client = program.public();
    client.get("/health/ready").expect(200);
    let lock = TableLock::hold(&database, "emails");
    let running = thread::spawn(move || client.post("/users", &json!({ "email": "running@x.test" })));
    lock.wait_for_waiting(1);

    program.terminate();
    let draining = eventually("readiness turns false", || {
        let answer = client.get("/health/ready");
        (answer.status == 503).then_some(answer)
    });
    assert_eq!(draining.json()["ready"], json!(false));
    client.get("/health/alive").expect(200);
    eventually("the listener closes", || TcpStream::connect(client.address).is_err().then_some(()));
    assert!(program.ended().is_none());
    drop(lock);
    running.join().unwrap().expect(200);
    assert_eq!(program.exit_code(), Some(0));
}

#[test]
fn mails_are_delivered_before_the_end() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Open);
    let mut program = Program::serve(&sink.deliver_here(Settings::new(&database)));
    let account = sign_up(program.public(), "last@x.test");
    for _ in 0..20 {
        account.ask_for_code(program.public());
    }
    program.terminate();
    assert_eq!(program.exit_code(), Some(0));
    assert_eq!(sink.all_to("last@x.test").len(), 20);
}

#[test]
fn a_second_signal_ends_the_program_at_once() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Silent);
    let settings = sink.deliver_here(Settings::new(&database)).with("SERVER_SHUTDOWN_GRACE", "60s");
    let mut program = Program::serve(&settings);
    sign_up(program.public(), "stuck@x.test").ask_for_code(program.public());
    eventually("the mail server was called", || (sink.callers() > 0).then_some(()));
    program.terminate();
    let client = program.public();
    eventually("the listener closes", || TcpStream::connect(client.address).is_err().then_some(()));
    assert!(program.ended().is_none(), "a mail is under way");
    let asked = Instant::now();
    program.terminate();
    program.exit_code();
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
}

#[test]
fn an_idle_program_ends_without_delay() {
    let database = with_key();
    let mut program = Program::serve(&Settings::new(&database));
    // A connection that is kept for a next request holds nobody up.
    let _idle = TcpStream::connect(program.public().address).unwrap();
    let asked = Instant::now();
    program.terminate();
    assert_eq!(program.exit_code(), Some(0));
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
}

#[test]
fn a_request_that_takes_longer_than_the_grace_is_left_behind() {
    let database = with_key();
    let settings = Settings::new(&database).with("SERVER_SHUTDOWN_GRACE", "1s");
    let mut program = Program::serve(&settings);
    let client = program.public();
    let lock = TableLock::hold(&database, "emails");
    let stuck = thread::spawn(move || {
        client.call("POST", "/users").json(&json!({ "email": "stuck@x.test" })).try_send()
    });
    lock.wait_for_waiting(1);
    // Half a request on the other listener as well.
    let mut half = TcpStream::connect(program.admin().address).unwrap();
    half.write_all(b"GET /health/alive HTTP/1.1\r\n").unwrap();
    let asked = Instant::now();
    program.terminate();
    assert_eq!(program.exit_code(), Some(0));
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
    drop(lock);
    assert!(stuck.join().unwrap().is_err());
}

/// What a load balancer does: it sends nothing more to a server that is not ready.
#[test]
fn of_many_requests_none_is_lost_and_idle_connections_hold_nobody_up() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Open);
    let settings = sink.deliver_here(Settings::new(&database)).with("SERVER_SHUTDOWN_DELAY", "5s");
    let mut program = Program::serve(&settings);
    let client = program.public();
    let login = log_in(client, &sink, "busy@x.test");
    let (is_ready, answered) = (&AtomicBool::new(true), &AtomicUsize::new(0));
    let idle = KeptConnection::open(client).unwrap();
    thread::scope(|scope| {
        for _ in 0..8 {
            let token = &login.token;
            scope.spawn(move || {
                let mut connection = KeptConnection::open(client).unwrap();
                while is_ready.load(Ordering::SeqCst) {
                    let answer = connection.get_as(token, "/me").unwrap().expect(200);
                    answered.fetch_add(1, Ordering::SeqCst);
                    if answer.header("connection") == Some("close") {
                        connection = KeptConnection::open(client).unwrap();
                    }
                }
                assert!(connection.ends());
            });
        }
        let soon = answered.load(Ordering::SeqCst) + 100;
        eventually("requests are answered", || (answered.load(Ordering::SeqCst) >= soon).then_some(()));
        program.terminate();
        eventually("readiness turns false", || (client.get("/health/ready").status == 503).then_some(()));
        let soon = answered.load(Ordering::SeqCst) + 20;
        eventually("requests are still answered", || (answered.load(Ordering::SeqCst) >= soon).then_some(()));
        is_ready.store(false, Ordering::SeqCst);
    });
    assert!(idle.ends());
    assert_eq!(program.exit_code(), Some(0));
}

#[test]
fn a_mail_server_that_says_nothing_holds_the_end_no_longer_than_the_grace() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Silent);
    let settings = sink.deliver_here(Settings::new(&database)).with("SERVER_SHUTDOWN_GRACE", "1s");
    let mut program = Program::serve(&settings);
    let account = sign_up(program.public(), "silent@x.test");
    for _ in 0..8 {
        account.ask_for_code(program.public());
    }
    eventually("the mail server was called", || (sink.callers() > 0).then_some(()));
    let asked = Instant::now();
    program.terminate();
    assert_eq!(program.exit_code(), Some(0));
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
}
