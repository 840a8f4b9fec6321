//! Passwords: set, used, changed, taken over from elsewhere, and many at one moment.

use std::sync::Mutex;
use std::thread;

use crate::support::{Client, Login, RunningServer, eventually, log_in, sql};

/// A password of Firebase with its hash.
const FIREBASE: (&str, &str) = (
    "fire base",
    "$fbscrypt$v=1,n=12,r=8,p=1,ss=CoE=,sk=Hae1EIfGkcuBPXlmqE39Ryw5PL86AdBNimEGhqkTFoNW0wKX4nsKhBpCyhU2V7HuyaYFXsAcnnbLds+8wjIDdw==$dGCHJ2jSFKiUmA==$SSKTeVtYPB2rKPUdVL/UV6Cw0+ul6/F6ouWQv8BY4JsEu8kHvrOgVJSRxuS220WRl9KKpNhta8YoUwHITg9SJg==",
);
/// A password with a hash of a cost that nobody uses any more.
const CHEAP: (&str, &str) = ("cost four", "$2a$04$ueatRQXSWChDoKvDCZLcAufTkFVP.aQon7vy2me4PyPEHE1gnI0aq");

/// The lowest cost, so that the tests are quick.
fn quick() -> RunningServer {
    RunningServer::start_with(|settings| {
        settings.with("PASSWORD_BCRYPT_COST", "10").with("AUDIT_LOG_STORAGE_ENABLED", "true")
    })
}

fn hash_of(server: &RunningServer, login: &Login) -> String {
    let user = &login.account.user_id;
    sql(&server.database, &format!("SELECT password FROM password_credentials WHERE user_id = '{user}'"))
}

/// Puts a hash into the database as somebody else left it.
fn store_hash(server: &RunningServer, login: &Login, hash: &str) {
    let user = &login.account.user_id;
    let row = format!(
        "INSERT INTO password_credentials (id, user_id, password, created_at, updated_at) \
         VALUES (gen_random_uuid(), '{user}', '{hash}', '2024-01-01', '2024-01-01')"
    );
    sql(&server.database, &row);
}

#[test]
fn a_password_is_set_used_and_changed() {
    let server = quick();
    let client = server.public;
    let login = log_in(client, server.mailbox.as_ref(), "secretive@x.test");
    let user_id = &login.account.user_id;
    client.log_in_with_password(user_id, "first password").expect(401);

    assert_eq!(login.set_password(client, "first password").expect(201).json(), serde_json::Value::Null);
    let first = hash_of(&server, &login);
    assert!(first.starts_with("$2a$10$") && first.len() == 60, "{first}");
    let session = client.log_in_with_password(user_id, "first password").expect(200);
    assert_eq!(session.header("x-session-lifetime"), Some("43200"));
    client.get_as(&session.token(), "/me").expect(200);
    assert_eq!(client.log_in_with_password(user_id, "First password").expect(401).message(), "Unauthorized");

    login.set_password(client, "second password").expect(200);
    assert_ne!(hash_of(&server, &login), first);
    client.log_in_with_password(user_id, "first password").expect(401);
    client.log_in_with_password(user_id, "second password").expect(200);
    // Whoever was logged in stays so.
    client.get_as(&session.token(), "/me").expect(200);
    let types =
        "SELECT string_agg(type, ' ' ORDER BY created_at) FROM audit_logs WHERE type LIKE 'password%'";
    assert_eq!(
        sql(&server.database, types),
        "password_login_failed password_set_succeeded password_login_succeeded password_login_failed \
         password_set_succeeded password_login_failed password_login_succeeded"
    );
}

#[test]
fn hashes_that_are_foreign_or_cheap_log_in_and_are_renewed() {
    let server = quick();
    for ((password, hash), address) in [(FIREBASE, "firebase@x.test"), (CHEAP, "cheap@x.test")] {
        let login = log_in(server.public, server.mailbox.as_ref(), address);
        store_hash(&server, &login, hash);
        let user_id = &login.account.user_id;
        server.public.log_in_with_password(user_id, "cost five").expect(401);
        assert_eq!(hash_of(&server, &login), hash, "a failed login renews nothing");
        let token = server.public.log_in_with_password(user_id, password).expect(200).token();
        server.public.get_as(&token, "/me").expect(200);
        let renewed = hash_of(&server, &login);
        assert!(renewed.starts_with("$2a$10$"), "{renewed}");
        server.public.log_in_with_password(user_id, password).expect(200);
        assert_eq!(hash_of(&server, &login), renewed);
    }
}

#[test]
fn who_has_no_password_or_is_nobody_is_refused_alike() {
    let server = quick();
    let login = log_in(server.public, server.mailbox.as_ref(), "passwordless@x.test");
    let nobody = "7d8d3b0c-0000-4000-8000-000000000000";
    for user_id in [login.account.user_id.as_str(), nobody] {
        let refused = server.public.log_in_with_password(user_id, "any password").expect(401);
        assert_eq!(refused.message(), "Unauthorized");
        let long = server.public.log_in_with_password(user_id, &"x".repeat(73)).expect(400);
        assert_eq!(long.message(), "password must not be longer than 72 bytes");
    }
}

/// Password operations that wait for a thread, as the metrics show it.
fn waiting(admin: Client) -> u64 {
    let metrics = admin.get("/metrics").expect(200).body;
    let line = metrics.lines().find(|line| line.starts_with("inkan_hashing_queue_size"));
    line.and_then(|line| line.rsplit(' ').next()).unwrap().parse().unwrap()
}

#[test]
fn too_many_passwords_at_once_are_turned_away_and_passcodes_go_on() {
    let server = quick();
    let client = server.public;
    let login = log_in(client, server.mailbox.as_ref(), "popular@x.test");
    login.set_password(client, "popular password").expect(201);
    let (passcode, code) = login.account.receive_code(client, server.mailbox.as_ref());
    let answers = Mutex::new(Vec::new());
    let knock = || {
        let answer = client.log_in_with_password(&login.account.user_id, "popular password");
        answers.lock().unwrap().push(answer);
    };
    let refused = || answers.lock().unwrap().iter().filter(|answer| answer.status == 503).count();
    thread::scope(|scope| {
        for _ in 0..120 {
            scope.spawn(knock);
        }
        eventually("somebody is turned away", || (refused() > 0).then_some(()));
        let before = waiting(server.admin);
        client.finalize(&passcode, &code).expect(200);
        let after = waiting(server.admin);
        assert!(before > 0 && after > 0, "the passcode waited for passwords: {before} then {after}");
    });
    let answers = answers.into_inner().unwrap();
    for answer in &answers {
        assert!(matches!(answer.status, 200 | 503), "{answer:?}");
        assert_eq!(answer.status == 503, answer.header("retry-after").is_some(), "{answer:?}");
    }
    // How many have their turn before their patience ends depends on the machine.
    assert!(answers.iter().any(|answer| answer.status == 200));
    client.log_in_with_password(&login.account.user_id, "popular password").expect(200);
}
