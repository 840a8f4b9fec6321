//! More clients than the server has connections to its database.

use std::thread;

use serde_json::json;

use crate::support::{
    Answer, Inbox as _, KeptConnection, Program, Settings, SmtpSink, Welcome, at_once, log_in, sign_up,
    with_key,
};

const CROWD: usize = 500;
const LOGINS: usize = 12;

/// 200, or 503 with the time after which it may go better.
fn assert_served_or_put_off(answer: &Answer) {
    assert!(matches!(answer.status, 200 | 503), "{answer:?}");
    assert_eq!(answer.status == 503, answer.header("retry-after").is_some(), "{answer:?}");
}

#[test]
fn five_hundred_connections_and_twelve_logins_at_once_are_all_answered_by_a_pool_of_two() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Open);
    let settings = sink
        .deliver_here(Settings::new(&database))
        .with("DATABASE_POOL_MAX", "2")
        .with("DATABASE_POOL_ACQUIRE_TIMEOUT", "500ms");
    let program = Program::serve(&settings);
    let client = program.public();
    let resident = log_in(client, &sink, "resident@x.test");
    let passcodes: Vec<_> = (0..LOGINS)
        .map(|number| {
            let account = sign_up(client, &format!("user{number}@x.test"));
            let passcode = account.ask_for_code(client);
            (passcode, sink.code_for(&account.address))
        })
        .collect();
    let mut crowd: Vec<_> = (0..CROWD).map(|_| KeptConnection::open(client).unwrap()).collect();
    let token = resident.token.as_str();
    let ask_all = |crowd: &mut [KeptConnection], path: &str| -> Vec<Answer> {
        for connection in crowd.iter_mut() {
            connection.send(token, path).unwrap();
        }
        crowd.iter_mut().map(|connection| connection.receive().unwrap()).collect()
    };
    assert!(ask_all(&mut crowd, "/health/alive").iter().all(|answer| answer.status == 200));

    let logins = thread::scope(|scope| {
        let asking = scope.spawn(|| ask_all(&mut crowd, "/me"));
        let logins = at_once(LOGINS, |number| client.finalize(&passcodes[number].0, &passcodes[number].1));
        asking.join().unwrap().iter().for_each(assert_served_or_put_off);
        logins
    });
    for (answer, (passcode, code)) in logins.iter().zip(&passcodes) {
        assert_served_or_put_off(answer);
        if answer.status == 503 {
            // Whoever was put off has lost nothing.
            client.finalize(passcode, code).expect(200);
        }
    }

    client.get("/health/ready").expect(200);
    assert!(ask_all(&mut crowd, "/health/alive").iter().all(|answer| answer.status == 200));
    assert_eq!(crowd[0].get_as(token, "/me").unwrap().status, 200);
    client.post("/user", &json!({ "email": "user0@x.test" })).expect(200);
}
