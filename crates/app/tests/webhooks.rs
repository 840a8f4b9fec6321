//! Events wait in the outbox, one for each hook, written together with the change.

use serde_json::json;

use crate::support::{Login, RunningServer, Settings, eventually, log_in, number, sign_up, sql};

const CONFIGURED: &str = r#"
webhooks:
  enabled: true
  hooks:
    - { callback: "http://127.0.0.1:9/all", events: [user, email.send] }
    - { callback: "http://127.0.0.1:9/new", events: [user.create] }
"#;

/// A stored hook, as the reference's administrators made it.
fn store_hook(server: &RunningServer, is_enabled: bool, event: &str) {
    let statements = format!(
        "WITH hook AS (INSERT INTO webhooks (id, callback, enabled, expires_at, created_at, updated_at) \
             VALUES (gen_random_uuid(), 'http://127.0.0.1:9/stored', {is_enabled}, '2100-01-01', now(), now()) \
             RETURNING id) \
         INSERT INTO webhook_events (id, webhook_id, event, created_at, updated_at) \
             SELECT gen_random_uuid(), id, '{event}', now(), now() FROM hook"
    );
    sql(&server.database, &statements);
}

fn with_everything(settings: Settings) -> Settings {
    let settings = settings.with("ACCOUNT_ALLOW_DELETION", "true").with("AUDIT_LOG_STORAGE_ENABLED", "true");
    settings.append("admin: { auth: none }")
}

fn waiting(server: &RunningServer) -> i64 {
    number(&server.database, "SELECT count(*) FROM inkan.outbox WHERE kind = 'webhook'")
}

/// Counts the events that a step leaves behind, and checks that they were written together with the newest
/// entry of the audit log.
fn events_of<T>(server: &RunningServer, step: impl FnOnce() -> T) -> (i64, T) {
    let before = waiting(server);
    let done = step();
    let apart = "SELECT count(*) FROM inkan.outbox WHERE kind = 'webhook' AND xmin::text NOT IN \
        (SELECT xmin::text FROM public.audit_logs)";
    assert_eq!(number(&server.database, apart), 0, "an event was written apart from its change");
    (waiting(server) - before, done)
}

#[test]
fn every_change_leaves_one_event_for_each_hook_that_wants_it() {
    let server = RunningServer::start_with(|settings| with_everything(settings).append(CONFIGURED));
    store_hook(&server, true, "user.update.email");
    store_hook(&server, false, "user");
    let client = server.public;
    let inbox = server.mailbox.as_ref();

    let (events, account) = events_of(&server, || sign_up(client, "told@x.test"));
    assert_eq!(events, 0, "an account without a proven address is nothing to tell of");
    let (events, (passcode, code)) = events_of(&server, || account.receive_code(client, inbox));
    assert_eq!(events, 1, "email.send");
    let (events, answer) = events_of(&server, || client.finalize(&passcode, &code));
    assert_eq!(events, 2, "user.create");
    let login = Login { account, token: answer.expect(200).token() };

    let (events, email) = events_of(&server, || login.add_email(client, inbox, "more@x.test"));
    assert_eq!(events, 1 + 2, "email.send and user.update.email.create");
    let old = login.account.email_id.clone();
    let primary = format!("/emails/{email}/set_primary");
    let make_primary = || client.call("POST", &primary).bearer(&login.token).send().expect(204);
    assert_eq!(events_of(&server, make_primary).0, 2, "user.update.email.primary");
    assert_eq!(events_of(&server, make_primary).0, 0, "it is the primary one already");
    let delete = || client.delete_as(&login.token, &format!("/emails/{old}")).expect(204);
    assert_eq!(events_of(&server, delete).0, 2, "user.update.email.delete");
    assert_eq!(events_of(&server, || login.set_password(client, "a password").expect(201)).0, 0);
    let end = || client.delete_as(&login.token, "/user").expect(204);
    assert_eq!(events_of(&server, end).0, 1, "user.delete");
}

#[test]
fn administrators_cause_events_as_users_do() {
    let server = RunningServer::start_with(|settings| with_everything(settings).append(CONFIGURED));
    let body = json!({ "emails": [{ "address": "made@x.test", "is_primary": true }] });
    let made = server.admin.post("/users", &body).expect(200).text("id");
    assert_eq!(waiting(&server), 2, "user.create");
    let same = "SELECT count(DISTINCT xmin::text) FROM \
        (SELECT xmin FROM inkan.outbox UNION ALL SELECT xmin FROM users) AS written";
    assert_eq!(number(&server.database, same), 1);
    server.admin.post("/users", &body).expect(409);
    assert_eq!(waiting(&server), 2);
    server.admin.call("DELETE", &format!("/users/{made}")).send().expect(204);
    assert_eq!(waiting(&server), 3, "user.delete");
}

#[test]
fn what_is_refused_is_not_told() {
    let server = RunningServer::start_with(|settings| with_everything(settings).append(CONFIGURED));
    let client = server.public;
    let login = log_in(client, server.mailbox.as_ref(), "refused@x.test");
    let stranger = log_in(client, server.mailbox.as_ref(), "stranger@x.test");
    let foreign = &stranger.account.email_id;
    let (passcode, _) = login.account.receive_code(client, server.mailbox.as_ref());
    let (events, ()) = events_of(&server, || {
        client
            .call("POST", &format!("/emails/{foreign}/set_primary"))
            .bearer(&login.token)
            .send()
            .expect(404);
        client.delete_as(&login.token, &format!("/emails/{foreign}")).expect(404);
        client.delete_as(&login.token, &format!("/emails/{}", login.account.email_id)).expect(409);
        client.post_as(&login.token, "/emails", &json!({ "address": "stranger@x.test" })).expect(400);
        client.post("/users", &json!({ "email": "refused@x.test" })).expect(409);
        client.finalize(&passcode, "wrong").expect(401);
        let ask = json!({ "user_id": login.account.user_id, "email_id": foreign });
        client.post("/passcode/login/initialize", &ask).expect(403);
        client.delete_as("no token", "/user").expect(401);
    });
    assert_eq!(events, 0);
}

#[test]
fn without_hooks_nothing_is_written() {
    let off = CONFIGURED.replace("enabled: true", "enabled: false");
    let server = RunningServer::start_with(|settings| with_everything(settings).append(&off));
    store_hook(&server, false, "user");
    let login = log_in(server.public, server.mailbox.as_ref(), "quiet@x.test");
    login.add_email(server.public, server.mailbox.as_ref(), "quieter@x.test");
    server.public.delete_as(&login.token, "/user").expect(204);
    assert_eq!(waiting(&server), 0);
}

#[test]
fn a_stored_hook_counts_whatever_the_configuration_says() {
    let server = RunningServer::start_with(with_everything);
    store_hook(&server, true, "email.send");
    let login = log_in(server.public, server.mailbox.as_ref(), "stored@x.test");
    assert_eq!(waiting(&server), 1);
    sql(&server.database, "UPDATE webhooks SET enabled = false");
    login.account.receive_code(server.public, server.mailbox.as_ref());
    assert_eq!(waiting(&server), 1, "a hook is read anew at every event");
}

#[test]
fn addresses_that_need_no_proof_are_told_at_once() {
    let server = RunningServer::start_with(|settings| {
        with_everything(settings).with("EMAIL_REQUIRE_VERIFICATION", "false").append(CONFIGURED)
    });
    let answer = server.public.post("/users", &json!({ "email": "unproven@x.test" })).expect(200);
    assert_eq!(waiting(&server), 2, "user.create");
    let more = json!({ "address": "another@x.test" });
    let (events, _) =
        events_of(&server, || server.public.post_as(&answer.token(), "/emails", &more).expect(200));
    assert_eq!(events, 1, "user.update.email.create");
}

#[test]
fn mails_pass_events_that_wait() {
    let server = RunningServer::start_with(|settings| with_everything(settings).append(CONFIGURED));
    let login = log_in(server.public, server.mailbox.as_ref(), "mailed@x.test");
    sql(
        &server.database,
        "INSERT INTO inkan.outbox SELECT gen_random_uuid(), kind, payload, created_at - interval '1 h', expires_at, \
         due_at - interval '1 h', attempts FROM inkan.outbox, generate_series(1, 100) WHERE kind = 'webhook'",
    );
    let before = waiting(&server);
    for _ in 0..3 {
        login.account.receive_code(server.public, server.mailbox.as_ref());
    }
    assert_eq!(waiting(&server), before + 3);
    let mails = "SELECT count(*) FROM inkan.outbox WHERE kind <> 'webhook'";
    eventually("delivered mails leave the outbox", || (number(&server.database, mails) == 0).then_some(()));
}
