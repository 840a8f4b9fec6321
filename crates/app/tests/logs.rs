//! What the program writes about a login, and what it must not write.

use serde_json::{Value, json};

use crate::support::{Program, SECRET, Settings, SmtpSink, Welcome, sign_up, with_key};

/// Members that hold times and may look like a code by chance.
const TIMES: [&str; 5] = ["timestamp", "time", "time_unix", "latency", "latency_human"];

/// The lines without times.
fn without_times(lines: &[String]) -> String {
    let lines = lines.iter().map(|line| match serde_json::from_str::<Value>(line) {
        Ok(Value::Object(mut members)) => {
            members.retain(|member, _| !TIMES.contains(&member.as_str()));
            Value::Object(members).to_string()
        }
        _ => line.clone(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_whole_login_is_logged_without_address_code_token_or_secret() {
    let database = with_key();
    let sink = SmtpSink::start(Welcome::Open);
    let settings = sink
        .deliver_here(Settings::new(&database))
        .with("RUST_LOG", "debug")
        .with("AUDIT_LOG_CONSOLE_OUTPUT_ENABLED", "true");
    let mut program = Program::serve(&settings);
    let client = program.public();
    let account = sign_up(client, "private.person@x.test");
    let (passcode, code) = account.receive_code(client, &sink);
    client.finalize(&passcode, "wrong").expect(401);
    let login = client.finalize(&passcode, &code).expect(200).token();
    let me = client.call("GET", "/me").bearer(&login).header("X-Request-Id", "a-request-of-the-tests");
    me.send().expect(200);
    client.call("GET", "/me").header("Cookie", &format!("hanko={login}")).send().expect(200);
    client.get_as(&login, "/sessions/validate").expect(200);
    client.post("/sessions/validate", &json!({ "session_token": login })).expect(200);
    client.post("/user", &json!({ "email": "private.person@x.test" })).expect(200);
    client.call("POST", "/logout").bearer(&login).send().expect(204);
    program.terminate();
    assert_eq!(program.exit_code(), Some(0));

    let lines = program.lines();
    let request =
        lines.iter().find(|line| line.contains("a-request-of-the-tests")).expect("a line a request");
    assert!(request.contains("\"status\":200") && request.contains("/me"), "{request}");
    assert!(lines.iter().any(|line| line.contains("passcode_login_final_succeeded")), "the audit log");
    let text = without_times(&lines);
    let signature = login.rsplit('.').next().unwrap();
    for private in ["private.person", code.as_str(), signature, SECRET, &database.url()] {
        assert!(!text.contains(private), "{private} is in\n{text}");
    }
}
