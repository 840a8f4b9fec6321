//! Several programs on one database, at the same time or one after the other.

use crate::support::{
    Program, SECRET, Settings, SmtpSink, Welcome, eventually, log_in, number, sign_up, with_key,
};

#[test]
fn a_session_is_good_and_ends_everywhere() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Open);
    let settings = sink.deliver_here(Settings::new(&database));
    let (one, other) = (Program::serve(&settings), Program::serve(&settings));
    let login = log_in(one.public(), &sink, "roaming@x.test");
    other.public().get_as(&login.token, "/me").expect(200);
    other.public().call("POST", "/logout").bearer(&login.token).send().expect(204);
    one.public().get_as(&login.token, "/me").expect(401);
}

#[test]
fn every_mail_is_delivered_by_one_of_them() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Open);
    let settings = sink.deliver_here(Settings::new(&database));
    let programs = [Program::serve(&settings), Program::serve(&settings)];
    let account = sign_up(programs[0].public(), "once@x.test");
    for number in 0..40 {
        account.ask_for_code(programs[number % 2].public());
    }
    eventually("the outbox is empty", || {
        (number(&database, "SELECT count(*) FROM inkan.outbox") == 0).then_some(())
    });
    assert_eq!(sink.all_to("once@x.test").len(), 40);
}

#[test]
fn limits_are_counted_together_where_the_database_keeps_them() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Open);
    let settings = sink
        .deliver_here(Settings::new(&database))
        .with("RATE_LIMITER_ENABLED", "true")
        .with("RATE_LIMITER_STORE", "postgres");
    let (one, other) = (Program::serve(&settings), Program::serve(&settings));
    let account = sign_up(one.public(), "limited@x.test");
    for program in [&one, &other, &one] {
        account.ask_for_code(program.public());
    }
    for program in [&one, &other] {
        let body = serde_json::json!({ "user_id": account.user_id, "email_id": account.email_id });
        let refused = program.public().post("/passcode/login/initialize", &body).expect(429);
        assert_eq!(refused.header("x-ratelimit-remaining"), Some("0"));
        assert_eq!(refused.header("retry-after"), refused.header("x-ratelimit-reset"));
    }
}

#[test]
fn wrong_codes_of_an_account_are_counted_together_wherever_calls_are_counted() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Open);
    let settings =
        sink.deliver_here(Settings::new(&database)).with("RATE_LIMITER_ACCOUNT_WRONG_GUESSES", "6");
    let (one, other) = (Program::serve(&settings), Program::serve(&settings));
    let account = sign_up(one.public(), "guessed@x.test");
    for program in [&one, &other] {
        let passcode = account.ask_for_code(program.public());
        for status in [401, 401, 410] {
            program.public().finalize(&passcode, "wrong").expect(status);
        }
    }
    for program in [&one, &other] {
        let body = serde_json::json!({ "user_id": account.user_id, "email_id": account.email_id });
        program.public().post("/passcode/login/initialize", &body).expect(429);
    }
}

#[test]
fn the_key_of_a_new_secret_is_published_before_it_signs_and_logs_nobody_out() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Open);
    let settings = sink.deliver_here(Settings::new(&database));
    let before = Program::serve(&settings);
    let old = log_in(before.public(), &sink, "old@x.test").token;
    drop(before);

    let rotated = settings.with("SECRETS_KEYS", &format!("a-secret-that-is-new,{SECRET}"));
    let after = Program::serve(&rotated);
    let new = log_in(after.public(), &sink, "new@x.test").token;
    after.public().get_as(&old, "/me").expect(200);
    after.public().get_as(&new, "/me").expect(200);
    let header = |token: &str| jsonwebtoken::decode_header(token).unwrap();
    assert_eq!(header(&old).kid, header(&new).kid, "services may not have fetched the next key yet");
    let keys = after.public().get("/.well-known/jwks.json").expect(200).json();
    assert_eq!(keys["keys"].as_array().unwrap().len(), 2);
}
