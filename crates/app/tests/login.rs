//! From the sign-up to the end of the session.

use inkan_domain::Language;
use serde_json::json;

use crate::support::{RunningServer, log_in, number, sign_up};

#[test]
fn a_newcomer_signs_up_logs_in_and_out() {
    let server = RunningServer::start();
    let client = server.public;
    let account = sign_up(client, "newcomer@x.test");
    let (passcode, code) = account.receive_code(client, server.mailbox.as_ref());
    let login = client.finalize(&passcode, &code).expect(200);
    assert_eq!(login.header("x-session-lifetime"), Some("43200"));
    let token = login.token();

    let me = client.get_as(&token, "/me").expect(200).json();
    assert_eq!(me["user_id"], json!(account.user_id));
    let email = json!({
        "id": account.email_id, "address": "newcomer@x.test", "is_verified": true, "is_primary": true,
    });
    assert_eq!(me["emails"], json!([email]));
    let user = client.get_as(&token, &format!("/users/{}", account.user_id)).expect(200);
    assert_eq!(user.text("email"), "newcomer@x.test");
    let found = client.post("/user", &json!({ "email": "Newcomer@X.test" })).expect(200).json();
    assert_eq!((&found["id"], &found["verified"]), (&json!(account.user_id), &json!(true)));

    let valid = client.get_as(&token, "/sessions/validate").expect(200).json();
    assert_eq!(valid["is_valid"], json!(true));
    assert_eq!(valid["claims"]["email"]["address"], json!("newcomer@x.test"));
    let session_token = json!({ "session_token": token });
    let posted = client.post("/sessions/validate", &session_token).expect(200).json();
    assert_eq!((&posted["is_valid"], &posted["user_id"]), (&json!(true), &json!(account.user_id)));

    client.call("POST", "/logout").bearer(&token).send().expect(204);
    client.get_as(&token, "/me").expect(401);
    client.call("POST", "/logout").bearer(&token).send().expect(401);
    let dead = json!({ "is_valid": false });
    assert_eq!(client.get_as(&token, "/sessions/validate").expect(200).json(), dead);
    assert_eq!(client.post("/sessions/validate", &session_token).expect(200).json(), dead);
    assert_eq!(number(&server.database, "SELECT count(*) FROM sessions"), 0);
    assert_eq!(client.finalize(&passcode, &code).expect(401).message(), "passcode not found");
}

#[test]
fn who_is_known_logs_in_again_without_naming_an_address() {
    let server = RunningServer::start();
    let client = server.public;
    let first = log_in(client, server.mailbox.as_ref(), "again@x.test");
    let body = json!({ "user_id": first.account.user_id });
    let passcode = client.post("/passcode/login/initialize", &body).expect(200).text("id");
    let second = client.finalize(&passcode, server.mailbox.take("again@x.test").code.expose()).expect(200);
    assert_ne!(second.token(), first.token);
    client.get_as(&first.token, "/me").expect(200);
    client.get_as(&second.token(), "/me").expect(200);
    assert_eq!(client.post("/users", &json!({ "email": "again@x.test" })).status, 409);
}

#[test]
fn a_second_address_is_added_with_the_session_of_its_user() {
    let server = RunningServer::start();
    let client = server.public;
    let login = log_in(client, server.mailbox.as_ref(), "first@x.test");
    // Whoever signs up with it makes an address that is nobody's until it is proven.
    let stranger = sign_up(client, "second@x.test");
    let body = json!({ "user_id": login.account.user_id, "email_id": stranger.email_id });
    let ask = client.call("POST", "/passcode/login/initialize").bearer(&login.token).json(&body);
    let passcode = ask.send().expect(200).text("id");
    let code = server.mailbox.take("second@x.test").code;
    let body = json!({ "id": passcode, "code": code.expose() });

    assert_eq!(client.post("/passcode/login/finalize", &body).expect(403).message(), "Forbidden");
    let finalize = client.call("POST", "/passcode/login/finalize").bearer(&login.token).json(&body);
    let renewed = finalize.send().expect(200).token();
    let emails = client.get_as(&renewed, "/me").expect(200).json()["emails"].clone();
    let addresses: Vec<_> = emails.as_array().unwrap().iter().map(|email| &email["address"]).collect();
    assert_eq!(addresses, ["first@x.test", "second@x.test"]);
    assert_eq!((&emails[0]["is_primary"], &emails[1]["is_primary"]), (&json!(true), &json!(false)));
    let taken = client.post("/passcode/login/initialize", &json!({ "user_id": stranger.user_id }));
    assert_eq!(taken.expect(400).message(), "an emailId needs to be specified");
}

#[test]
fn a_browser_is_recognised_by_its_cookie() {
    let server =
        RunningServer::start_with(|settings| settings.with("SESSION_ENABLE_AUTH_TOKEN_HEADER", "false"));
    let client = server.public;
    let account = sign_up(client, "browser@x.test");
    let (passcode, code) = account.receive_code(client, server.mailbox.as_ref());
    let login = client.finalize(&passcode, &code).expect(200);
    assert_eq!(login.header("x-auth-token"), None);
    let cookie = login.header("set-cookie").unwrap();
    for attribute in ["Path=/", "Max-Age=43200", "HttpOnly", "Secure", "SameSite=Strict"] {
        assert!(cookie.split("; ").any(|part| part == attribute), "{attribute} is not in the cookie");
    }
    let pair = cookie.split(';').next().unwrap();
    assert!(pair.starts_with("hanko="));

    client.call("GET", "/me").header("Cookie", pair).send().expect(200);
    let foreign =
        client.call("POST", "/logout").header("Cookie", pair).header("Sec-Fetch-Site", "cross-site");
    foreign.send().expect(403);
    let logout = client.call("POST", "/logout").header("Cookie", pair).send().expect(204);
    let deleting = logout.header("set-cookie").unwrap();
    assert!(deleting.starts_with("hanko=;") && deleting.contains("Max-Age=0"), "{deleting}");
    client.call("GET", "/me").header("Cookie", pair).send().expect(401);
}

#[test]
fn a_sign_up_logs_in_at_once_where_addresses_need_no_proof() {
    let server = RunningServer::start_with(|settings| settings.with("EMAIL_REQUIRE_VERIFICATION", "false"));
    let client = server.public;
    let answer = client.post("/users", &json!({ "email": "at-once@x.test" })).expect(200);
    let me = client.get_as(&answer.token(), "/me").expect(200).json();
    assert_eq!(me["emails"][0]["is_verified"], json!(false));
    assert_eq!(server.mailbox.len(), 0);
}

#[test]
fn a_mail_is_written_in_the_language_of_the_request() {
    let server = RunningServer::start();
    let client = server.public;
    let account = sign_up(client, "polyglot@x.test");
    let body = json!({ "user_id": account.user_id, "email_id": account.email_id });
    for (accepted, language) in [
        ("de-AT,en;q=0.5", Language::German),
        ("xx,fr;q=0.5", Language::French),
        ("it", Language::Italian),
        ("nl", Language::Dutch),
        ("bn", Language::Bengali),
        ("pt", Language::BrazilianPortuguese),
        ("zh", Language::SimplifiedChinese),
        ("tlh", Language::English),
    ] {
        let ask = client.call("POST", "/passcode/login/initialize").header("Accept-Language", accepted);
        ask.json(&body).send().expect(200);
        assert_eq!(server.mailbox.take("polyglot@x.test").language, language, "{accepted}");
    }
}

#[test]
fn a_body_above_the_limit_is_refused_and_changes_nothing() {
    let server = RunningServer::start();
    let body = format!(r#"{{"email":"big@x.test","padding":"{}"}}"#, "x".repeat(64 * 1024));
    let answer = server.public.call("POST", "/users").json_text(body).send().expect(413);
    assert_eq!(answer.message(), "Request Entity Too Large");
    assert_eq!(number(&server.database, "SELECT count(*) FROM users"), 0);
}
