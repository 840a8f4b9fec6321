//! Many wrong codes of one account, over fresh passcodes and from many addresses.

use inkan_postgres::run_sql;
use serde_json::json;

use crate::support::{Account, Answer, Client, RunningServer, log_in};

/// Guesses come back too slowly to matter here, however slow this machine is.
fn start() -> RunningServer {
    RunningServer::start_with(|settings| settings.with("RATE_LIMITER_ACCOUNT_INTERVAL", "24h"))
}

fn ask_from(client: Client, address: &str, account: &Account) -> Answer {
    let body = json!({ "user_id": account.user_id });
    client.call("POST", "/passcode/login/initialize").header("X-Forwarded-For", address).json(&body).send()
}

fn finalize_from(client: Client, address: &str, passcode: &str, code: &str) -> Answer {
    let body = json!({ "id": passcode, "code": code });
    client.call("POST", "/passcode/login/finalize").header("X-Forwarded-For", address).json(&body).send()
}

/// Three wrong guesses at each of ten passcodes, each passcode from an address of its own.
fn guess_thirty_times(client: Client, account: &Account) {
    for number in 1..=10 {
        let address = format!("198.51.100.{number}");
        let passcode = ask_from(client, &address, account).expect(200).text("id");
        for status in [401, 401, 410] {
            finalize_from(client, &address, &passcode, "wrong").expect(status);
        }
    }
}

#[track_caller]
fn assert_held(answer: Answer) {
    let held = answer.expect(429);
    assert_eq!(held.json(), json!({ "code": 429, "message": "Too Many Requests" }));
    assert_eq!(held.header("x-ratelimit-limit"), Some("30"));
    assert_eq!(held.header("x-ratelimit-remaining"), Some("0"));
    assert_eq!(held.header("retry-after"), held.header("x-ratelimit-reset"));
    let wait: u64 = held.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=2880).contains(&wait), "{wait}");
}

#[test]
fn an_account_under_attack_is_held_but_not_its_session() {
    let server = start();
    let client = server.public;
    let login = log_in(client, server.mailbox.as_ref(), "attacked@x.test");
    login.set_password(client, "a long password").expect(201);
    let passcode = ask_from(client, "192.0.2.1", &login.account).expect(200).text("id");
    let code = server.mailbox.take("attacked@x.test").code;
    guess_thirty_times(client, &login.account);

    assert_held(finalize_from(client, "192.0.2.1", &passcode, code.expose()));
    assert_held(finalize_from(client, "203.0.113.1", &passcode, code.expose()));
    assert_held(finalize_from(client, "203.0.113.1", &passcode, "wrong"));
    assert_held(ask_from(client, "203.0.113.2", &login.account));
    log_in(client, server.mailbox.as_ref(), "somebody-else@x.test");

    client.get_as(&login.token, "/me").expect(200);
    let valid = client.get_as(&login.token, "/sessions/validate").expect(200).json();
    assert_eq!(valid["is_valid"], json!(true));
    login.set_password(client, "another long password").expect(200);
    let token =
        client.log_in_with_password(&login.account.user_id, "another long password").expect(200).token();
    client.call("POST", "/logout").bearer(&token).send().expect(204);
    client.get_as(&login.token, "/me").expect(200);

    // As if a day had passed.
    run_sql(&server.database.url(), "UPDATE inkan.rate_limits SET window_end_us = 0").unwrap();
    finalize_from(client, "192.0.2.1", &passcode, code.expose()).expect(200);
}

#[test]
fn an_address_of_nobody_is_held_like_an_account() {
    let server = start();
    let client = server.public;
    let [one, other] = [(); 2].map(|()| crate::support::sign_up(client, "nobodys@x.test"));
    for _ in 0..5 {
        for account in [&one, &other] {
            let passcode = account.ask_for_code(client);
            for status in [401, 401, 410] {
                client.finalize(&passcode, "wrong").expect(status);
            }
        }
    }
    for account in [&one, &other] {
        let body = json!({ "user_id": account.user_id, "email_id": account.email_id });
        assert_held(client.post("/passcode/login/initialize", &body));
    }
}

#[test]
fn the_limit_can_be_switched_off() {
    let server =
        RunningServer::start_with(|settings| settings.with("RATE_LIMITER_ACCOUNT_WRONG_GUESSES", "0"));
    let login = log_in(server.public, server.mailbox.as_ref(), "unprotected@x.test");
    guess_thirty_times(server.public, &login.account);
    ask_from(server.public, "192.0.2.1", &login.account).expect(200);
}
