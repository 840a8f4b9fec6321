//! One-time tokens, which a login through a provider will leave in the database.

use serde_json::json;

use crate::support::{Answer, Login, RunningServer, at_once, log_in, number, sql};

/// A server and an account on it.
fn server_with_account() -> (RunningServer, Login) {
    let server = RunningServer::start_with(|settings| settings.with("AUDIT_LOG_STORAGE_ENABLED", "true"));
    let login = log_in(server.public, server.mailbox.as_ref(), "provided@x.test");
    (server, login)
}

/// Puts a token in that ends in so many minutes, with further columns and their values.
fn put(server: &RunningServer, login: &Login, value: &str, minutes: i32, columns: &str, values: &str) {
    let user = &login.account.user_id;
    sql(
        &server.database,
        &format!(
            "INSERT INTO tokens (id, user_id, value, expires_at, created_at, updated_at{columns}) \
             SELECT gen_random_uuid(), '{user}', '{value}', now + interval '{minutes} minutes', now, now{values} \
             FROM (SELECT now() AT TIME ZONE 'UTC' AS now) AS moment"
        ),
    );
}

fn exchange(server: &RunningServer, value: &str) -> Answer {
    server.public.post("/token", &json!({ "value": value }))
}

fn left(server: &RunningServer) -> String {
    sql(&server.database, "SELECT value FROM tokens ORDER BY value")
}

#[test]
fn a_token_is_exchanged_for_a_session_once() {
    let (server, login) = server_with_account();
    put(&server, &login, "one-time", 1, "", "");
    let answer = exchange(&server, "one-time").expect(200);
    assert_eq!(answer.json(), json!({ "user_id": login.account.user_id }));
    assert_eq!(answer.header("x-session-lifetime"), Some("43200"));
    let me = server.public.get_as(&answer.token(), "/me").expect(200).json();
    assert_eq!(me["user_id"], json!(login.account.user_id));
    assert_eq!(left(&server), "");
    assert_eq!(exchange(&server, "one-time").expect(404).message(), "token not found");
    let records = "SELECT type, error FROM audit_logs WHERE type LIKE 'token%' ORDER BY created_at";
    assert_eq!(
        sql(&server.database, records),
        "token_exchange_succeeded|\ntoken_exchange_failed|code=404, message=token not found"
    );
}

#[test]
fn of_many_exchanges_of_one_token_at_once_one_opens_a_session() {
    let (server, login) = server_with_account();
    put(&server, &login, "one-time", 1, "", "");
    let before = number(&server.database, "SELECT count(*) FROM sessions");
    let answers = at_once(6, |_| exchange(&server, "one-time"));
    let spent = answers.iter().filter(|answer| answer.status == 200).count();
    let refused = answers.iter().filter(|answer| answer.status == 404).count();
    assert_eq!((spent, refused), (1, 5), "{answers:#?}");
    assert_eq!(number(&server.database, "SELECT count(*) FROM sessions"), before + 1);
}

#[test]
fn tokens_of_flows_are_not_exchanged_and_stay() {
    let (server, login) = server_with_account();
    put(&server, &login, "flow", 1, ", is_flow", ", true");
    put(&server, &login, "verifier", 1, ", code_verifier", ", 'secret'");
    for value in ["flow", "verifier", "unknown", "FLOW", "u\0known"] {
        assert_eq!(exchange(&server, value).expect(404).message(), "token not found", "{value}");
    }
    assert_eq!(left(&server), "flow\nverifier");
}

#[test]
fn an_expired_token_is_told_and_stays() {
    let (server, login) = server_with_account();
    put(&server, &login, "late", -1, "", "");
    for _ in 0..2 {
        assert_eq!(exchange(&server, "late").expect(422).message(), "token has expired");
    }
    assert_eq!(left(&server), "late");
}
