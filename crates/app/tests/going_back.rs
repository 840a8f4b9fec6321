//! After a day of work, the reference finds its database as it knows it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{
    CONFORMANCE, Client, Inbox, REFERENCE_SECRETS, RunningServer, Settings, log_in, migrated, number,
    reference, run_with, shape, sign_up, sql,
};

/// An account of the reference, with a session that it opened and a password.
struct Old {
    user_id: String,
    token: String,
    password: String,
}

fn old_account() -> Old {
    let expected = std::fs::read_to_string(format!("{CONFORMANCE}/takeover/expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    let found = |list: &Value, member: &str, text: &str| {
        let mut entries = list.as_array().unwrap().iter();
        entries.find(|entry| entry.get(member).is_some_and(|found| found == text)).unwrap().clone()
    };
    let text = |object: &Value, member: &str| object.get(member).unwrap().as_str().unwrap().to_owned();
    let old = found(expected.get("users").unwrap(), "label", "old-key-password");
    let live = found(old.get("tokens").unwrap(), "state", "live");
    Old { user_id: text(&old, "id"), token: text(&live, "token"), password: text(&old, "password") }
}

/// Everything that people do.
fn a_day(server: &RunningServer) {
    let (client, inbox) = (server.public, server.mailbox.as_ref());
    let login = log_in(client, inbox, "new@day.test");
    login.set_password(client, "a new password").expect(201);
    let second = client.log_in_with_password(&login.account.user_id, "a new password").expect(200).token();
    let email = login.add_email(client, inbox, "second@day.test");
    client.call("POST", &format!("/emails/{email}/set_primary")).bearer(&second).send().expect(204);
    client.delete_as(&second, &format!("/emails/{}", login.account.email_id)).expect(204);
    client.call("POST", "/logout").bearer(&second).send().expect(204);
    sign_up(client, "never-finished@day.test");
    let short = log_in(client, inbox, "short@day.test");
    client.delete_as(&short.token, "/user").expect(204);
    let made = json!({ "emails": [{ "address": "made@day.test", "is_primary": true }], "username": "made" });
    server.admin.post("/users", &made).expect(200);
    server.admin.get("/audit_logs").expect(200);
    old_people(client, inbox);
}

/// Who was there before goes on without a new login, and then logs in anew.
fn old_people(client: Client, inbox: &dyn Inbox) {
    let old = old_account();
    let me = client.get_as(&old.token, "/me").expect(200);
    assert_eq!(me.text("user_id"), old.user_id);
    client.log_in_with_password(&old.user_id, &old.password).expect(200);
    let address = me.json().pointer("/emails/0/address").and_then(Value::as_str).unwrap().to_owned();
    let ask = client.post("/passcode/login/initialize", &json!({ "user_id": old.user_id }));
    let passcode = ask.expect(200).text("id");
    client.finalize(&passcode, &inbox.code_for(&address)).expect(200);
}

fn settings_of_reference(settings: Settings) -> Settings {
    let settings = settings.with("SECRETS_KEYS", REFERENCE_SECRETS).with("MFA_ENABLED", "false");
    let settings = settings.with("ACCOUNT_ALLOW_DELETION", "true").with("AUDIT_LOG_STORAGE_ENABLED", "true");
    settings.with("RATE_LIMITER_STORE", "postgres").append("admin: { auth: none }")
}

fn added(before: &BTreeSet<String>, after: &BTreeSet<String>) -> Vec<String> {
    assert_eq!(before.difference(after).collect::<Vec<_>>(), [""; 0], "something is gone");
    after.difference(before).cloned().collect()
}

#[test]
fn the_schema_of_the_reference_outlives_a_take_over_and_a_day_of_work() {
    let database = reference();
    let before = shape(&database);
    assert!(before.len() > 300, "{}", before.len());
    let settings = settings_of_reference(Settings::new(&database));
    run_with(&settings, &["migrate", "up"]).succeeded();
    run_with(&settings, &["apikey", "create", "--name", "key", "--scope", "*"]).succeeded();
    let server = RunningServer::start_on(database, settings_of_reference);
    a_day(&server);
    run_with(&settings, &["cleanup", "--run"]);

    let added = added(&before, &shape(&server.database));
    let is_ours = |fact: &String| fact.split('|').nth(2).is_some_and(|name| name.starts_with("inkan_"));
    assert!(added.iter().all(|fact| fact.starts_with("index|") && is_ours(fact)), "{added:#?}");
    let schemas = "SELECT string_agg(nspname, ' ' ORDER BY nspname) FROM pg_namespace WHERE oid >= 16384";
    assert_eq!(sql(&server.database, schemas), "inkan");
    assert_eq!(
        number(&server.database, "SELECT count(*) FROM jwks"),
        2,
        "no key was made beside those of the reference"
    );
}

#[test]
fn without_our_schema_all_is_as_before_and_can_be_taken_over_again() {
    let database = reference();
    let before = shape(&database);
    let settings = settings_of_reference(Settings::new(&database));
    run_with(&settings, &["migrate", "up"]).succeeded();
    let server = RunningServer::start_on(database, settings_of_reference);
    a_day(&server);
    let users = number(&server.database, "SELECT count(*) FROM users");
    let database = server.stop();

    sql(&database, "DROP SCHEMA inkan CASCADE");
    let left = added(&before, &shape(&database));
    assert!(left.iter().all(|fact| fact.starts_with("index|")), "{left:#?}");
    assert_eq!(number(&database, "SELECT count(*) FROM users"), users);
    let said = run_with(&settings, &["doctor"]).succeeded();
    assert!(said.contains("database: database is a Hanko v2.7.0 database"), "{said}");
    run_with(&settings, &["migrate", "up"]).succeeded();
    let server = RunningServer::start_on(database, settings_of_reference);
    server.public.get_as(&old_account().token, "/me").expect(200);
}

#[test]
fn a_database_of_ours_has_the_shape_of_the_reference_too() {
    let (theirs, ours) = (shape(&reference()), shape(&migrated()));
    let added = added(&theirs, &ours);
    assert!(added.iter().all(|fact| fact.starts_with("index|") && fact.contains("|inkan_")), "{added:#?}");
}
