//! The mail server is not there when it is needed.

use std::time::{Duration, Instant};

use crate::support::{Inbox, Program, Settings, SmtpSink, Welcome, eventually, sign_up, with_key};

#[test]
fn a_mail_arrives_once_the_mail_server_is_back() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Closed);
    let program = Program::serve(&sink.deliver_here(Settings::new(&database)));
    let account = sign_up(program.public(), "outage@x.test");
    let passcode = account.ask_for_code(program.public());
    eventually("the mail server was called", || (sink.callers() > 0).then_some(()));
    sink.set(Welcome::Open);
    let code = sink.code_for("outage@x.test");
    program.public().finalize(&passcode, &code).expect(200);
    assert_eq!(sink.all_to("outage@x.test").len(), 1);
}

#[test]
fn nobody_waits_for_a_mail_server_that_says_nothing() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Silent);
    let program = Program::serve(&sink.deliver_here(Settings::new(&database)));
    let account = sign_up(program.public(), "silence@x.test");
    let asked = Instant::now();
    // More than there are threads that deliver.
    for _ in 0..8 {
        account.ask_for_code(program.public());
    }
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    eventually("the mail server was called", || (sink.callers() > 0).then_some(()));
    program.public().get("/health/ready").expect(200);
}
