//! Many requests at one moment.

use std::collections::HashMap;

use serde_json::json;

use crate::support::{Answer, RunningServer, TableLock, at_once, log_in, number, sign_up};

/// Waits for a connection for as long as it takes: these tests are about what is decided, not about when.
fn patient() -> RunningServer {
    RunningServer::start_with(|settings| settings.with("DATABASE_POOL_ACQUIRE_TIMEOUT", "20s"))
}

/// How often each answer came, by status and message.
fn tally(answers: &[Answer]) -> HashMap<(u16, String), usize> {
    let mut tally = HashMap::new();
    for answer in answers {
        let message = if answer.status == 200 { String::new() } else { answer.message() };
        *tally.entry((answer.status, message)).or_default() += 1;
    }
    tally
}

fn counted<const N: usize>(answers: [(u16, &str, usize); N]) -> HashMap<(u16, String), usize> {
    answers.into_iter().map(|(status, message, count)| ((status, message.to_owned()), count)).collect()
}

#[test]
fn of_two_hundred_guesses_at_once_three_are_judged() {
    let server = patient();
    let account = sign_up(server.public, "guessed@x.test");
    let (passcode, code) = account.receive_code(server.public, server.mailbox.as_ref());
    let number: usize = code.parse().unwrap();
    let answers = at_once(200, |guess| {
        let wrong = format!("{:06}", (number + guess + 1) % 1_000_000);
        server.public.finalize(&passcode, &wrong)
    });
    let wanted = counted([
        (401, "Unauthorized", 2),
        (410, "max attempts reached", 1),
        (401, "passcode not found", 197),
    ]);
    assert_eq!(tally(&answers), wanted);
    assert_eq!(server.public.finalize(&passcode, &code).expect(401).message(), "passcode not found");
}

#[test]
fn of_a_hundred_guesses_at_once_over_fresh_passcodes_thirty_are_judged() {
    let server = patient();
    let account = sign_up(server.public, "hunted@x.test");
    let passcodes: Vec<_> = (0..50).map(|_| account.ask_for_code(server.public)).collect();
    let answers = at_once(100, |guess| server.public.finalize(&passcodes[guess / 2], "wrong"));
    let wanted = counted([(401, "Unauthorized", 30), (429, "Too Many Requests", 70)]);
    assert_eq!(tally(&answers), wanted);
}

#[test]
fn the_right_code_at_once_opens_one_session() {
    let server = patient();
    let account = sign_up(server.public, "right@x.test");
    let (passcode, code) = account.receive_code(server.public, server.mailbox.as_ref());
    let answers = at_once(30, |_| server.public.finalize(&passcode, &code));
    assert_eq!(tally(&answers), counted([(200, "", 1), (401, "passcode not found", 29)]));
    assert_eq!(number(&server.database, "SELECT count(*) FROM sessions"), 1);
    assert_eq!(number(&server.database, "SELECT count(*) FROM primary_emails"), 1);
}

#[test]
fn sign_ups_with_one_address_at_once_share_its_row() {
    let server = patient();
    let body = json!({ "email": "shared@x.test" });
    let answers = at_once(20, |_| server.public.post("/users", &body));
    assert_eq!(tally(&answers), counted([(200, "", 20)]));
    assert!(answers.iter().all(|answer| answer.text("email_id") == answers[0].text("email_id")));
    assert_eq!(number(&server.database, "SELECT count(*) FROM emails"), 1);
}

#[test]
fn an_address_that_needs_no_proof_belongs_to_the_first_of_many() {
    let server = RunningServer::start_with(|settings| {
        settings.with("DATABASE_POOL_ACQUIRE_TIMEOUT", "20s").with("EMAIL_REQUIRE_VERIFICATION", "false")
    });
    let body = json!({ "email": "first@x.test" });
    let answers = at_once(20, |_| server.public.post("/users", &body));
    assert_eq!(tally(&answers), counted([(200, "", 1), (409, "Conflict", 19)]));
    assert_eq!(number(&server.database, "SELECT count(*) FROM users"), 1);
    assert_eq!(number(&server.database, "SELECT count(*) FROM sessions"), 1);
}

#[test]
fn logins_at_once_are_all_answered_by_a_pool_of_two() {
    let server = RunningServer::start_with(|settings| settings.with("DATABASE_POOL_MAX", "2"));
    let passcodes: Vec<_> = (0..40)
        .map(|number| {
            let account = sign_up(server.public, &format!("user{number}@x.test"));
            account.receive_code(server.public, server.mailbox.as_ref())
        })
        .collect();
    let answers = at_once(40, |number| {
        let (passcode, code) = &passcodes[number];
        server.public.finalize(passcode, code)
    });
    for answer in &answers {
        assert!(matches!(answer.status, 200 | 503), "{answer:?}");
        assert_eq!(answer.status == 503, answer.header("retry-after").is_some(), "{answer:?}");
    }
    let opened = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(number(&server.database, "SELECT count(*) FROM sessions"), i64::try_from(opened).unwrap());
    server.public.get("/health/ready").expect(200);
}

#[test]
fn who_gets_no_connection_in_time_is_told_to_come_back() {
    let server = RunningServer::start_with(|settings| {
        settings.with("DATABASE_POOL_MAX", "1").with("DATABASE_POOL_ACQUIRE_TIMEOUT", "500ms")
    });
    let lock = TableLock::hold(&server.database, "emails");
    let waiting = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| server.public.post("/user", &json!({ "email": "a@x.test" })));
        lock.wait_for_waiting(1);
        let refused = server.public.post("/user", &json!({ "email": "b@x.test" })).expect(503);
        assert!(refused.header("retry-after").is_some());
        drop(lock);
        waiting.join().unwrap()
    });
    waiting.expect(404);
    server.public.post("/user", &json!({ "email": "b@x.test" })).expect(404);
}

#[test]
fn the_limit_of_sessions_holds_for_logins_at_once() {
    let server = RunningServer::start_with(|settings| {
        settings.with("DATABASE_POOL_ACQUIRE_TIMEOUT", "20s").with("SESSION_LIMIT", "2")
    });
    let account = log_in(server.public, server.mailbox.as_ref(), "many@x.test").account;
    let passcodes: Vec<_> =
        (0..10).map(|_| account.receive_code(server.public, server.mailbox.as_ref())).collect();
    let answers = at_once(10, |number| {
        let (passcode, code) = &passcodes[number];
        server.public.finalize(passcode, code)
    });
    assert_eq!(tally(&answers), counted([(200, "", 10)]));
    assert_eq!(number(&server.database, "SELECT count(*) FROM sessions"), 2);
    let is_valid = |answer: &&Answer| server.public.get_as(&answer.token(), "/me").status == 200;
    assert_eq!(answers.iter().filter(is_valid).count(), 2);
}
