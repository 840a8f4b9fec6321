//! The life of signing keys on running servers: rotation, retirement, and secrets that change.

use serde_json::Value;

use crate::support::{
    Client, Login, Program, SECRET, Settings, SmtpSink, Welcome, eventually, log_in, number, run_with, sql,
    with_key,
};

/// The published keys: `kid` of each.
fn published(client: Client) -> Vec<String> {
    let set = client.get("/.well-known/jwks.json").expect(200).json();
    members(&set, "kid")
}

/// This member of each key.
fn members(set: &Value, name: &str) -> Vec<String> {
    let keys = set.get("keys").and_then(Value::as_array).unwrap();
    keys.iter().map(|key| key.get(name).and_then(Value::as_str).unwrap().to_owned()).collect()
}

fn kid(token: &str) -> String {
    jsonwebtoken::decode_header(token).unwrap().kid.unwrap()
}

/// `kid` and state of each key.
fn list(settings: &Settings) -> Vec<(String, String)> {
    let listed = run_with(settings, &["jwk", "list", "--json"]).succeeded();
    let listed: Value = serde_json::from_str(&listed).unwrap();
    members(&listed, "kid").into_iter().zip(members(&listed, "state")).collect()
}

/// Logs in with an account that there is already.
fn log_in_again(client: Client, sink: &SmtpSink, login: &Login) -> String {
    let (passcode, code) = login.account.receive_code(client, sink);
    client.finalize(&passcode, &code).expect(200).token()
}

/// The `kid` in `published KID, signs from TIME`.
fn rotate(settings: &Settings) -> String {
    let told = run_with(settings, &["jwk", "rotate"]).succeeded();
    told.strip_prefix("published ").unwrap().split(',').next().unwrap().to_owned()
}

/// Brings the planned moment of the next key forward, instead of waiting for it.
const THE_TIME_HAS_COME: &str = "UPDATE inkan.signing_keys SET signs_from = now() AT TIME ZONE 'UTC' - interval '1 s' WHERE gone_at IS NULL";

#[test]
fn a_rotated_key_is_published_everywhere_before_it_signs_and_no_token_is_refused() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Open);
    let settings = sink.deliver_here(Settings::new(&database)).with("SESSION_LIMIT", "1000");
    let (one, other) = (Program::serve(&settings), Program::serve(&settings));
    let before = log_in(one.public(), &sink, "rotation@x.test");
    let old = kid(&before.token);

    let new = rotate(&settings);
    let refused = run_with(&settings, &["jwk", "rotate"]).refused();
    assert!(refused.starts_with(&format!("the key {new} is published already")), "{refused}");
    let both = [old.clone(), new.clone()];
    for program in [&one, &other] {
        eventually("the next key is published", || (published(program.public()) == both).then_some(()));
    }
    assert_eq!(kid(&log_in_again(one.public(), &sink, &before)), old, "not its time yet");
    let signing = |kid: &str, state: &str| (kid.to_owned(), state.to_owned());
    assert_eq!(list(&settings), [signing(&old, "signing"), signing(&new, "next")]);

    sql(&database, THE_TIME_HAS_COME);
    let after = eventually("the next key signs", || {
        Some(log_in_again(other.public(), &sink, &before)).filter(|token| kid(token) == new)
    });
    assert_eq!(list(&settings), [signing(&old, "retired"), signing(&new, "signing")]);
    for (program, token) in [(&one, &after), (&one, &before.token), (&other, &before.token)] {
        program.public().get_as(token, "/me").expect(200);
    }
}

#[test]
fn another_algorithm_comes_with_the_next_rotation_and_stays_out_of_the_table_of_the_reference() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Open);
    let settings = sink.deliver_here(Settings::new(&database)).with("SECRETS_KEY_ALGORITHM", "ES256");
    let settings = settings.with("SESSION_LIMIT", "1000");
    let program = Program::serve(&settings);
    let before = log_in(program.public(), &sink, "es256@x.test");
    let new = rotate(&settings);
    sql(&database, THE_TIME_HAS_COME);
    let token = eventually("the next key signs", || {
        Some(log_in_again(program.public(), &sink, &before)).filter(|token| kid(token) == new)
    });
    let header = jsonwebtoken::decode_header(&token).unwrap();
    assert_eq!(header.alg, jsonwebtoken::Algorithm::ES256);
    for token in [&token, &before.token] {
        program.public().get_as(token, "/me").expect(200);
    }
    assert_eq!(number(&database, "SELECT count(*) FROM jwks"), 1);
}

#[test]
fn a_compromised_key_ends_at_once_with_its_sessions() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Open);
    let settings = sink.deliver_here(Settings::new(&database));
    let (one, other) = (Program::serve(&settings), Program::serve(&settings));
    let login = log_in(one.public(), &sink, "compromised@x.test");
    let old = kid(&login.token);
    let told = run_with(&settings, &["jwk", "retire", &old]).succeeded();
    let (first, second) = told.trim_end().split_once('\n').unwrap();
    assert_eq!(first, format!("retired {old}, ended 1 sessions"));
    let successor = second.strip_suffix(" signs now").unwrap().to_owned();
    for program in [&one, &other] {
        program.public().get_as(&login.token, "/me").expect(401);
        eventually("the key is gone", || (published(program.public()) == [successor.clone()]).then_some(()));
        assert_eq!(kid(&log_in_again(program.public(), &sink, &login)), successor);
    }
    assert_eq!(number(&database, "SELECT count(*) FROM jwks"), 1);
    let unknown = run_with(&settings, &["jwk", "retire", "no-such-key"]).refused();
    assert_eq!(unknown, "there is no key 'no-such-key'");
}

#[test]
fn keys_are_rotated_by_schedule_without_a_command() {
    let database = with_key();
    sql(&database, "UPDATE jwks SET created_at = created_at - interval '31 days'");
    let settings = Settings::new(&database);
    drop(Program::serve(&settings));
    assert_eq!(list(&settings).len(), 1, "by default, keys stay");
    let settings = settings.with("SECRETS_ROTATION_INTERVAL", "720h");
    let program = Program::serve(&settings);
    let keys = eventually("the next key is published", || {
        Some(published(program.public())).filter(|keys| keys.len() == 2)
    });
    let states = [(keys[0].clone(), "signing".to_owned()), (keys[1].clone(), "next".to_owned())];
    assert_eq!(list(&settings), states);
}

#[test]
fn the_old_secret_can_go_when_everything_is_encrypted_anew() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Open);
    let settings = sink.deliver_here(Settings::new(&database));
    let login = log_in(Program::serve(&settings).public(), &sink, "secrets@x.test");
    let both = settings.with("SECRETS_KEYS", &format!("a-newer-secret-in-front,{SECRET}"));
    drop(Program::serve(&both));
    let told = run_with(&both, &["secrets", "rotate"]).succeeded();
    assert!(told.starts_with("encrypted anew: 1 signing keys, 0 messages\n"), "{told}");
    let again = run_with(&both, &["secrets", "rotate"]).succeeded();
    assert!(again.starts_with("encrypted anew: 0 signing keys, 0 messages\n"), "{again}");
    let new_alone = both.with("SECRETS_KEYS", "a-newer-secret-in-front");
    let program = Program::serve(&new_alone);
    program.public().get_as(&login.token, "/me").expect(200);
}
