//! Killed in the middle of many logins and started again.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use inkan_postgres::TestDatabase;
use serde_json::json;

use crate::support::{
    Client, Inbox as _, Program, Settings, SmtpSink, Welcome, eventually, number, sql, with_key,
};

const LOGINS: usize = 100;
const VISITORS: usize = 8;

/// What the visitors were told before the end.
#[derive(Default)]
struct Told {
    /// Address and passcode of every answered request for a code.
    passcodes: Mutex<HashMap<String, String>>,
    /// Addresses whose code was sent to the server, whatever became of it.
    spent: Mutex<Vec<String>>,
    /// Tokens of every answered login.
    tokens: Mutex<Vec<String>>,
    next: AtomicUsize,
    answered: AtomicUsize,
    is_over: AtomicBool,
}

/// One whole login; `None` when the server is gone.
fn log_in(client: Client, sink: &SmtpSink, told: &Told, number: usize) -> Option<()> {
    let address = format!("visitor{number}@x.test");
    let post = |path: &str, body| client.call("POST", path).json(&body).try_send().ok();
    let signed_up = post("/users", json!({ "email": address }))?.expect(200);
    let ask = json!({ "user_id": signed_up.text("user_id"), "email_id": signed_up.text("email_id") });
    let passcode = post("/passcode/login/initialize", ask)?.expect(200).text("id");
    told.passcodes.lock().unwrap().insert(address.clone(), passcode.clone());
    let mail = sink.take_unless(&address, || told.is_over.load(Ordering::SeqCst))?;
    told.spent.lock().unwrap().push(address);
    let login = post("/passcode/login/finalize", json!({ "id": passcode, "code": mail.code() }))?;
    told.tokens.lock().unwrap().push(login.expect(200).token());
    told.answered.fetch_add(1, Ordering::SeqCst);
    Some(())
}

/// Logs in until all have or the server is gone; it is killed when half of the logins are answered.
fn log_in_until_killed(program: &mut Program, sink: &SmtpSink) -> Told {
    let told = Told::default();
    let client = program.public();
    thread::scope(|scope| {
        for _ in 0..VISITORS {
            scope.spawn(|| {
                loop {
                    let number = told.next.fetch_add(1, Ordering::SeqCst);
                    if number >= LOGINS || log_in(client, sink, &told, number).is_none() {
                        return;
                    }
                }
            });
        }
        eventually("half of the logins are answered", || {
            (told.answered.load(Ordering::SeqCst) >= LOGINS / 2).then_some(())
        });
        program.kill();
        told.is_over.store(true, Ordering::SeqCst);
        sink.wake();
    });
    told
}

/// Lets the time pass that messages are leased for to a process that is gone: 30 s.
fn let_leases_end(database: &TestDatabase) {
    eventually("the connections of the killed program are gone", || {
        let connections = "SELECT count(*) FROM pg_stat_activity \
            WHERE datname = current_database() AND application_name = 'inkan'";
        (number(database, connections) == 0).then_some(())
    });
    sql(database, "UPDATE inkan.outbox SET due_at = created_at");
}

#[test]
fn killed_in_the_middle_it_keeps_every_session_and_every_mail() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Open);
    let settings = sink.deliver_here(Settings::new(&database));
    let mut program = Program::serve(&settings);
    let told = log_in_until_killed(&mut program, &sink);
    let tokens = told.tokens.into_inner().unwrap();
    assert!((LOGINS / 2..LOGINS).contains(&tokens.len()), "{} logins were answered", tokens.len());

    let_leases_end(&database);
    let program = Program::serve(&settings);
    for token in &tokens {
        program.public().get_as(token, "/me").expect(200);
    }
    let spent = told.spent.into_inner().unwrap();
    for (address, passcode) in told.passcodes.into_inner().unwrap() {
        if !spent.contains(&address) {
            program.public().finalize(&passcode, &sink.code_for(&address)).expect(200);
        }
    }
    eventually("the outbox is empty", || {
        (number(&database, "SELECT count(*) FROM inkan.outbox") == 0).then_some(())
    });
    for number in 0..LOGINS {
        let mails = sink.all_to(&format!("visitor{number}@x.test")).len();
        assert!(mails <= 2, "visitor{number} got {mails} mails");
    }
}
