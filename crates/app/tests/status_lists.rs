//! Another service learns of the end of sessions from the signed status list alone.
#![expect(clippy::indexing_slicing, reason = "tests")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};

use crate::support::{
    Client, Inbox, Login, Program, RunningServer, Settings, SmtpSink, Welcome, eventually, inflate, log_in,
    number, with_key,
};

const PATH: &str = "/.well-known/status-lists";
const URI: &str = "https://login.example.test/.well-known/status-lists";

fn switched_on(settings: Settings) -> Settings {
    settings.with("SESSION_STATUS_LIST_ENABLED", "true").with("SESSION_STATUS_LIST_URI", URI)
}

/// The claims of a token of ours, which must have this type.
fn claims(client: Client, token: &str, typ: &str) -> Value {
    let header = decode_header(token).unwrap();
    assert_eq!(header.typ.as_deref(), Some(typ));
    let set: JwkSet = serde_json::from_str(&client.get("/.well-known/jwks.json").expect(200).body).unwrap();
    let key = DecodingKey::from_jwk(set.find(&header.kid.unwrap()).unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_aud = false;
    decode::<Value>(token, &key, &validation).unwrap().claims
}

/// Where the token says that its status is: number of the list and index.
fn place(client: Client, token: &str) -> (String, usize) {
    let claims = claims(client, token, "JWT");
    let status = &claims["status"]["status_list"];
    let uri = status["uri"].as_str().unwrap();
    let list = uri.strip_prefix(URI).unwrap().strip_prefix('/').unwrap();
    (list.to_owned(), usize::try_from(status["idx"].as_u64().unwrap()).unwrap())
}

/// What a service reads at this place: 0 valid, 1 invalid.
fn status(client: Client, (list, index): &(String, usize)) -> u8 {
    let answer = client.get(&format!("{PATH}/{list}")).expect(200);
    assert_eq!(answer.header("content-type"), Some("application/statuslist+jwt"));
    let claims = claims(client, &answer.body, "statuslist+jwt");
    assert_eq!(claims["sub"], json!(format!("{URI}/{list}")));
    assert_eq!((&claims["ttl"], &claims["status_list"]["bits"]), (&json!(15), &json!(1)));
    let bytes = inflate(&URL_SAFE_NO_PAD.decode(claims["status_list"]["lst"].as_str().unwrap()).unwrap());
    bytes[index / 8] >> (index % 8) & 1
}

fn is_marked(client: Client, place: &(String, usize)) {
    eventually("the session is marked", || (status(client, place) == 1).then_some(()));
}

fn log_out(client: Client, login: &Login) {
    client.call("POST", "/logout").bearer(&login.token).send().expect(204);
}

#[test]
fn a_logout_is_marked_in_the_list_that_the_token_names() {
    let server = RunningServer::start_with(switched_on);
    let (client, inbox) = (server.public, server.mailbox.as_ref());
    let (left, stays) = (log_in(client, inbox, "left@x.test"), log_in(client, inbox, "stays@x.test"));
    let (first, second) = (place(client, &left.token), place(client, &stays.token));
    assert_ne!(first, second);
    assert_eq!((status(client, &first), status(client, &second)), (0, 0));
    log_out(client, &left);
    is_marked(client, &first);
    assert_eq!(status(client, &second), 0);
    let valid = client.get_as(&stays.token, "/sessions/validate").expect(200).json();
    assert_eq!(valid["claims"]["status"]["status_list"]["idx"], json!(second.1));
}

#[test]
fn every_other_end_of_a_session_is_marked_too() {
    let server = RunningServer::start_with(|settings| {
        switched_on(settings).with("SESSION_LIMIT", "1").with("ACCOUNT_ALLOW_DELETION", "true")
    });
    let (client, inbox) = (server.public, server.mailbox.as_ref());
    let login = log_in(client, inbox, "many@x.test");
    login.set_password(client, "a password").expect(201);
    let newer = client.log_in_with_password(&login.account.user_id, "a password").expect(200).token();
    is_marked(client, &place(client, &login.token));
    assert_eq!(status(client, &place(client, &newer)), 0);
    client.delete_as(&newer, "/user").expect(204);
    is_marked(client, &place(client, &newer));
}

#[test]
fn a_session_that_nobody_uses_is_marked() {
    let server =
        RunningServer::start_with(|settings| switched_on(settings).with("SESSION_IDLE_TIMEOUT", "3s"));
    let login = log_in(server.public, server.mailbox.as_ref(), "idle@x.test");
    is_marked(server.public, &place(server.public, &login.token));
    assert_eq!(number(&server.database, "SELECT count(*) FROM sessions"), 0);
}

#[test]
fn a_list_is_no_session_token() {
    let server = RunningServer::start_with(switched_on);
    let list = server.public.get(&format!("{PATH}/0")).expect(200).body;
    server.public.get_as(&list, "/me").expect(401);
}

#[test]
fn what_is_known_is_not_sent_again() {
    let server = RunningServer::start_with(switched_on);
    let answer = server.public.get(&format!("{PATH}/0")).expect(200);
    assert_eq!(answer.header("cache-control"), Some("max-age=15"));
    let etag = answer.header("etag").unwrap();
    server.public.call("GET", &format!("{PATH}/0")).header("If-None-Match", etag).send().expect(304);
}

#[test]
fn replicas_serve_the_same_statuses() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Open);
    let settings = switched_on(sink.deliver_here(Settings::new(&database)));
    let (one, other) = (Program::serve(&settings), Program::serve(&settings));
    let inbox: &dyn Inbox = &sink;
    let login = log_in(one.public(), inbox, "roaming@x.test");
    let place = place(one.public(), &login.token);
    assert_eq!((status(one.public(), &place), status(other.public(), &place)), (0, 0));
    log_out(other.public(), &login);
    is_marked(one.public(), &place);
    is_marked(other.public(), &place);
    eventually("both give the same tag", || {
        let tag =
            |client: Client| client.get(&format!("{PATH}/{}", place.0)).header("etag").map(str::to_owned);
        (tag(one.public()) == tag(other.public())).then_some(())
    });
}

#[test]
fn without_status_lists_tokens_say_nothing_and_there_is_no_list() {
    let server = RunningServer::start();
    let login = log_in(server.public, server.mailbox.as_ref(), "plain@x.test");
    assert_eq!(claims(server.public, &login.token, "JWT").get("status"), None);
    server.public.get(&format!("{PATH}/0")).expect(404);
    assert_eq!(number(&server.database, "SELECT count(*) FROM inkan.session_statuses"), 0);
}
