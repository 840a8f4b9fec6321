//! The admin API: who gets in, and its first operations.

use serde_json::{Value, json};

use crate::support::{Answer, Client, RunningServer, Settings, at_once, log_in, number, run_with, sql};

const CONFIGURED: &str = "a-key-of-the-configuration";

fn guarded() -> RunningServer {
    RunningServer::start_with(|settings| {
        settings
            .with("ADMIN_API_KEYS", CONFIGURED)
            .with("AUDIT_LOG_STORAGE_ENABLED", "true")
            .with("ADMIN_METRICS_PUBLIC", "false")
    })
}

fn open() -> RunningServer {
    RunningServer::start_with(|settings| settings.append("admin: { auth: none }"))
}

/// `inkan apikey create`: the key.
fn create_key(settings: &Settings, arguments: &[&str]) -> String {
    let arguments = [&["apikey", "create"], arguments].concat();
    let key = run_with(settings, &arguments).succeeded().trim_end().to_owned();
    assert!(key.starts_with("inkan_") && key.len() == 49, "{key}");
    key
}

fn list_keys(settings: &Settings) -> Vec<String> {
    run_with(settings, &["apikey", "list"]).succeeded().lines().map(str::to_owned).collect()
}

fn create_user(client: Client, key: &str, body: &Value) -> Answer {
    client.post_as(key, "/users", body)
}

fn new_user(address: &str) -> Value {
    json!({ "emails": [{ "address": address, "is_primary": true, "is_verified": true }] })
}

#[test]
fn without_a_key_nobody_gets_in() {
    let server = guarded();
    let id = "7d8d3b0c-0000-4000-8000-000000000000";
    let user = format!("/users/{id}");
    let paths = [
        ("POST", "/users"),
        ("DELETE", user.as_str()),
        ("GET", "/audit_logs"),
        ("GET", "/metrics"),
        ("GET", "/"),
        ("GET", "/unknown"),
    ];
    for (method, path) in paths {
        for key in [None, Some("inkan_unknown"), Some(""), Some("a-key-of-the-configuratioN")] {
            let call = server.admin.call(method, path);
            let call = if let Some(key) = key { call.bearer(key) } else { call };
            let refused = call.send().expect(401);
            assert_eq!(refused.header("www-authenticate"), Some("Bearer"), "{method} {path}");
            assert_eq!(refused.json(), json!({ "code": 401, "message": "Unauthorized" }));
        }
    }
    for path in ["/health/alive", "/health/ready"] {
        server.admin.get(path).expect(200);
    }
    let basic = server.admin.call("GET", "/audit_logs").header("Authorization", "Basic YTpi");
    basic.send().expect(401);
    let cookie = server.admin.call("GET", "/audit_logs").header("Cookie", &format!("hanko={CONFIGURED}"));
    cookie.send().expect(401);
}

#[test]
fn a_key_of_the_configuration_may_do_everything() {
    let server = guarded();
    create_user(server.admin, CONFIGURED, &new_user("configured@x.test")).expect(200);
    server.admin.get_as(CONFIGURED, "/audit_logs").expect(200);
    server.admin.get_as(CONFIGURED, "/metrics").expect(200);
    server.admin.get_as(CONFIGURED, "/unknown").expect(404);
    let login = log_in(server.public, server.mailbox.as_ref(), "user@x.test");
    server.admin.get_as(&login.token, "/audit_logs").expect(401);
}

#[test]
fn keys_are_made_listed_and_revoked_while_the_server_runs() {
    let server = guarded();
    let settings = Settings::new(&server.database);
    assert_eq!(list_keys(&settings), [""; 0]);
    let writer = create_key(&settings, &["--name", "writer", "--scope", "users:write", "--days", "30"]);
    let both = ["--name", "reader", "--scope", "audit:read", "--scope", "metrics:read"];
    let reader = create_key(&settings, &both);
    assert_ne!(writer, reader);

    create_user(server.admin, &writer, &new_user("made@x.test")).expect(200);
    let refused = server.admin.get_as(&writer, "/audit_logs").expect(403);
    assert_eq!(refused.json(), json!({ "code": 403, "message": "missing scope: audit:read" }));
    server.admin.get_as(&writer, "/unknown").expect(404);
    let refused = create_user(server.admin, &reader, &new_user("unmade@x.test")).expect(403);
    assert_eq!(refused.message(), "missing scope: users:write");
    server.admin.get_as(&reader, "/audit_logs").expect(200);
    server.admin.get_as(&reader, "/metrics").expect(200);

    let listed = list_keys(&settings);
    assert_eq!(listed.len(), 2, "{listed:#?}");
    let of = |name: &str| listed.iter().find(|line| line.starts_with(name)).unwrap();
    assert!(of("reader\t").contains("\taudit:read,metrics:read\t"), "{listed:#?}");
    assert!(of("reader\t").ends_with("\texpires never") && !of("writer\t").ends_with("never"), "{listed:#?}");
    assert!(!of("writer\t").contains("last used never"), "{listed:#?}");
    let stored = sql(&server.database, "SELECT * FROM inkan.api_keys");
    for key in [&writer, &reader] {
        assert!(!stored.contains(key.as_str()) && listed.iter().all(|line| !line.contains(key.as_str())));
    }

    let revoked = run_with(&settings, &["apikey", "revoke", "writer"]).succeeded();
    assert_eq!(revoked, "revoked writer\n");
    create_user(server.admin, &writer, &new_user("late@x.test")).expect(401);
    server.admin.get_as(&reader, "/audit_logs").expect(200);
    let again = run_with(&settings, &["apikey", "revoke", "writer"]).refused();
    assert_eq!(again, "there is no key named 'writer'");
}

#[test]
fn a_key_that_has_expired_is_no_key() {
    let server = guarded();
    let settings = Settings::new(&server.database);
    let key = create_key(&settings, &["--name", "short", "--scope", "*", "--days", "1"]);
    server.admin.get_as(&key, "/audit_logs").expect(200);
    sql(&server.database, "UPDATE inkan.api_keys SET expires_at = now() AT TIME ZONE 'UTC' - interval '1 s'");
    server.admin.get_as(&key, "/audit_logs").expect(401);
    assert!(list_keys(&settings)[0].ends_with(" (expired)"));
}

#[test]
fn keys_that_make_no_sense_are_not_made() {
    let server = guarded();
    let settings = Settings::new(&server.database);
    create_key(&settings, &["--name", "taken", "--scope", "*"]);
    let refused = |name: &str, scope: &str| {
        run_with(&settings, &["apikey", "create", "--name", name, "--scope", scope]).refused()
    };
    assert_eq!(refused("taken", "*"), "there is a key named 'taken' already");
    assert!(
        refused("odd", "users:eat").starts_with("unknown scope 'users:eat', expected one of *, users:read")
    );
    for name in [" ", &"n".repeat(256)] {
        assert_eq!(refused(name, "*"), "--name must have 1 to 255 characters");
    }
    assert_eq!(run_with(&settings, &["apikey", "create", "--name", "scopeless"]).code, Some(1));
    assert_eq!(list_keys(&settings).len(), 1);
}

#[test]
fn where_nobody_is_asked_for_a_key_everybody_gets_in() {
    let server = open();
    server.admin.post("/users", &new_user("open@x.test")).expect(200);
    server.admin.get("/audit_logs").expect(200);
    server.admin.get("/unknown").expect(404);
    server.admin.get_as("inkan_unknown", "/audit_logs").expect(200);
}

#[test]
fn an_account_that_an_administrator_makes_logs_in_until_it_is_deleted() {
    let server = open();
    let body = json!({
        "emails": [
            { "address": "First@x.test", "is_primary": true, "is_verified": true },
            { "address": "second@x.test" },
        ],
        "username": "Made",
        "created_at": "2024-02-03T04:05:06Z",
    });
    let made = server.admin.post("/users", &body).expect(200).json();
    assert_eq!((&made["username"]["username"], &made["created_at"]), (&json!("Made"), &body["created_at"]));
    let emails = made["emails"].as_array().unwrap();
    let verified = |address: &str| {
        emails.iter().find(|email| email["address"] == address).map(|email| email["is_verified"] == true)
    };
    assert_eq!((verified("first@x.test"), verified("second@x.test")), (Some(true), Some(false)));
    let user_id = made["id"].as_str().unwrap();
    let repeated = server.admin.post("/users", &new_user("FIRST@x.test")).expect(409).message();
    assert!(repeated.starts_with("failed to create email 'first@x.test' for user '"), "{repeated}");
    assert_eq!(number(&server.database, "SELECT count(*) FROM users"), 1);

    let ask = server.public.post("/passcode/login/initialize", &json!({ "user_id": user_id }));
    let (passcode, code) = (ask.expect(200).text("id"), server.mailbox.take("first@x.test").code);
    let token = server.public.finalize(&passcode, code.expose()).expect(200).token();
    let path = format!("/users/{user_id}");
    server.admin.call("DELETE", &path).send().expect(204);
    server.public.get_as(&token, "/me").expect(401);
    assert_eq!(server.admin.call("DELETE", &path).send().expect(404).message(), "user not found");
    let malformed = server.admin.call("DELETE", "/users/nobody").send().expect(400);
    assert_eq!(malformed.message(), "failed to parse userId as uuid");
    for table in ["users", "emails", "usernames", "sessions"] {
        assert_eq!(number(&server.database, &format!("SELECT count(*) FROM {table}")), 0, "{table}");
    }
    server.admin.post("/users", &body).expect(200);
}

/// The member of every entry.
fn all(answer: &Answer, member: &str) -> Vec<String> {
    let entries = answer.json();
    let texts = entries.as_array().unwrap().iter().map(|entry| entry[member].as_str().unwrap().to_owned());
    texts.collect()
}

#[test]
fn the_audit_log_is_read_in_pages_and_by_filters() {
    let server = guarded();
    let first = log_in(server.public, server.mailbox.as_ref(), "longname@x.test");
    let second = log_in(server.public, server.mailbox.as_ref(), "other@x.test");
    server.public.finalize(&second.account.ask_for_code(server.public), "wrong").expect(401);
    let list = |query: &str| server.admin.get_as(CONFIGURED, &format!("/audit_logs{query}")).expect(200);

    let everything = list("");
    let types = all(&everything, "type");
    assert_eq!(types.first().map(String::as_str), Some("passcode_login_final_failed"));
    assert_eq!(everything.json()[0]["error"], "passcode invalid");
    let total = types.len();
    assert_eq!(everything.header("x-total-count"), Some(total.to_string().as_str()));

    let host = server.admin.address;
    let page = list("?type=user_created&per_page=1&page=2");
    assert_eq!(all(&page, "actor_user_id"), [first.account.user_id.as_str()]);
    assert_eq!((page.header("x-total-count"), types.len() > 8), (Some("2"), true));
    let links = format!(
        "<http://{host}/audit_logs?page=1&per_page=1&type=user_created>; rel=\"first\",\
         <http://{host}/audit_logs?page=1&per_page=1&type=user_created>; rel=\"prev\""
    );
    assert_eq!(page.header("link"), Some(links.as_str()));

    let mine = list(&format!("?actor_user_id={}", first.account.user_id));
    assert!(all(&mine, "actor_user_id").iter().all(|id| *id == first.account.user_id));
    let masked = list("?actor_email=lon*****@x.test&type=email_verified&type=user_created");
    assert_eq!(all(&masked, "actor_email"), ["lon*****@x.test"]);
    assert_eq!(list("?actor_email=longname@x.test").json(), json!([]));
    assert_eq!(all(&list("?q=127.0.0&type=email_verified"), "type").len(), 2);
    assert_eq!(list("?start_time=2100-01-01T00:00:00Z").json(), json!([]));
    assert_eq!(all(&list("?end_time=2100-01-01T00:00:00Z&per_page=1000"), "type").len(), total);
    for query in ["?start_time=nope", "?page=x", "?per_page=1001", "?q=%00"] {
        server.admin.get_as(CONFIGURED, &format!("/audit_logs{query}")).expect(400);
    }
}

#[test]
fn two_keys_of_one_name_at_once_are_one() {
    let server = guarded();
    let settings = Settings::new(&server.database);
    let outcomes =
        at_once(2, |_| run_with(&settings, &["apikey", "create", "--name", "twin", "--scope", "*"]));
    let made: Vec<_> = outcomes.iter().filter(|outcome| outcome.code == Some(0)).collect();
    assert_eq!(made.len(), 1, "{outcomes:#?}");
    let key = made[0].output.trim_end();
    server.admin.get_as(key, "/audit_logs").expect(200);
}
