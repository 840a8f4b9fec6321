//! The database goes away in the middle of the work, and comes back.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use serde_json::json;

use crate::support::{
    Answer, Client, Login, OwnPostgres, Program, SmtpSink, Welcome, at_once, eventually, log_in,
};

fn becomes(client: Client, status: u16) {
    eventually("readiness changes", || (client.get("/health/ready").status == status).then_some(()));
}

/// What requests met, before and after the database was seen to be back.
#[derive(Default)]
struct Met {
    is_back: AtomicBool,
    is_over: AtomicBool,
    statuses: Mutex<BTreeSet<u16>>,
    since_back: AtomicUsize,
}

impl Met {
    /// Asks again and again: a look-up without a transaction, one with it, and something that is written.
    fn visit(&self, client: Client, login: &Login) {
        let body = json!({ "user_id": login.account.user_id, "email_id": login.account.email_id });
        while !self.is_over.load(Ordering::SeqCst) {
            let ask: [&dyn Fn() -> Answer; 3] = [
                &|| client.get_as(&login.token, "/me"),
                &|| client.post("/user", &json!({ "email": login.account.address })),
                &|| client.post("/passcode/login/initialize", &body),
            ];
            for ask in ask {
                let is_back = self.is_back.load(Ordering::SeqCst);
                let answer = ask();
                assert_eq!(answer.status == 503, answer.header("retry-after").is_some(), "{answer:?}");
                if is_back {
                    assert_eq!(answer.status, 200, "after the return: {answer:?}");
                    self.since_back.fetch_add(1, Ordering::SeqCst);
                }
                self.statuses.lock().unwrap().insert(answer.status);
            }
        }
    }
}

#[test]
fn while_the_database_is_away_requests_are_asked_to_come_back_and_then_none_fails() {
    let mut postgres = OwnPostgres::start();
    let sink = SmtpSink::start(Welcome::Open);
    let settings = sink.deliver_here(postgres.settings()).with("DATABASE_POOL_MAX", "3");
    let mut program = Program::serve(&settings);
    let client = program.public();
    let login = log_in(client, &sink, "resident@x.test");
    let met = Met::default();
    thread::scope(|scope| {
        let visitors: Vec<_> = (0..4).map(|_| scope.spawn(|| met.visit(client, &login))).collect();
        postgres.stop();
        becomes(client, 503);
        client.get("/health/alive").expect(200);
        client.get("/.well-known/jwks.json").expect(200);
        let refused = client.get_as(&login.token, "/me").expect(503);
        assert_eq!(refused.header("retry-after"), Some("1"));
        postgres.start_again();
        becomes(client, 200);
        met.is_back.store(true, Ordering::SeqCst);
        eventually("many requests were answered since", || {
            let has_failed = visitors.iter().any(thread::ScopedJoinHandle::is_finished);
            (has_failed || met.since_back.load(Ordering::SeqCst) >= 100).then_some(())
        });
        met.is_over.store(true, Ordering::SeqCst);
    });
    // Whoever came just before the end may have been served after it: waiting bridges a short absence.
    assert!(met.statuses.into_inner().unwrap().is_subset(&BTreeSet::from([200, 503])));
    log_in(client, &sink, "newcomer@x.test");

    postgres.stop();
    program.terminate();
    assert_eq!(program.exit_code(), Some(0));
}

#[test]
fn connections_that_were_lost_while_nobody_used_them_are_felt_by_nobody() {
    let mut postgres = OwnPostgres::start();
    let sink = SmtpSink::start(Welcome::Open);
    let program = Program::serve(&sink.deliver_here(postgres.settings()));
    let client = program.public();
    let login = log_in(client, &sink, "idle@x.test");
    let visit = || at_once(10, |_| client.get_as(&login.token, "/me").status);
    assert_eq!(visit(), [200; 10]);
    postgres.stop();
    postgres.start_again();
    becomes(client, 200);
    assert_eq!(visit(), [200; 10]);
}
