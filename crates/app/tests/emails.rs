//! Addresses of an account, and its end.

use serde_json::{Value, json};

use crate::support::{Client, RunningServer, at_once, log_in, number, sign_up, sql};

fn with_deletion() -> RunningServer {
    RunningServer::start_with(|settings| {
        let settings = settings.with("ACCOUNT_ALLOW_DELETION", "true").with("PASSWORD_BCRYPT_COST", "10");
        settings.with("DATABASE_POOL_ACQUIRE_TIMEOUT", "20s")
    })
}

/// Address and primary mark, oldest first.
fn addresses(client: Client, token: &str) -> Vec<(String, bool)> {
    let emails = client.get_as(token, "/emails").expect(200).json();
    let shown = |email: &Value| {
        (email["address"].as_str().unwrap().to_owned(), email["is_primary"].as_bool().unwrap())
    };
    emails.as_array().unwrap().iter().map(shown).collect()
}

fn listed<const N: usize>(emails: [(&str, bool); N]) -> Vec<(String, bool)> {
    emails.map(|(address, is_primary)| (address.to_owned(), is_primary)).to_vec()
}

#[test]
fn twelve_requests_for_one_address_at_once_share_its_row() {
    let server = with_deletion();
    let client = server.public;
    let login = log_in(client, server.mailbox.as_ref(), "eager@x.test");
    let body = json!({ "address": "Wanted@x.test" });
    let answers = at_once(12, |_| client.post_as(&login.token, "/emails", &body));
    for answer in &answers {
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(
            (answer.text("id"), answer.text("address")),
            (answers[0].text("id"), "wanted@x.test".into())
        );
    }
    assert_eq!(number(&server.database, "SELECT count(*) FROM emails WHERE address = 'wanted@x.test'"), 1);
    client.get_as(&login.token, "/me").expect(200);
}

#[test]
fn twelve_accounts_at_once_make_one_address_theirs_once() {
    let server = with_deletion();
    let client = server.public;
    let logins: Vec<_> = (0..12)
        .map(|number| log_in(client, server.mailbox.as_ref(), &format!("rival{number}@x.test")))
        .collect();
    let email = client.post_as(&logins[0].token, "/emails", &json!({ "address": "prize@x.test" }));
    let email_id = email.expect(200).text("id");
    let codes: Vec<_> = logins
        .iter()
        .map(|login| {
            let body = json!({ "user_id": login.account.user_id, "email_id": email_id });
            let asked = client.post_as(&login.token, "/passcode/login/initialize", &body);
            (asked.expect(200).text("id"), server.mailbox.take("prize@x.test").code.expose().to_owned())
        })
        .collect();
    let answers = at_once(12, |number| {
        let (passcode, code) = &codes[number];
        let body = json!({ "id": passcode, "code": code });
        client.post_as(&logins[number].token, "/passcode/login/finalize", &body)
    });
    let winners = answers.iter().filter(|answer| answer.status == 200).count();
    let losers = answers.iter().filter(|answer| answer.status == 403).count();
    assert_eq!((winners, losers), (1, 11), "{answers:#?}");
    let owned =
        "SELECT count(*) FROM emails WHERE address = 'prize@x.test' AND user_id IS NOT NULL AND verified";
    assert_eq!(number(&server.database, owned), 1);
}

#[test]
fn the_primary_mark_moves_and_the_old_address_can_go() {
    let server = with_deletion();
    let client = server.public;
    let inbox = server.mailbox.as_ref();
    let login = log_in(client, inbox, "old@x.test");
    let (old, new) = (login.account.email_id.clone(), login.add_email(client, inbox, "new@x.test"));
    assert_eq!(addresses(client, &login.token), listed([("old@x.test", true), ("new@x.test", false)]));

    let make_primary = format!("/emails/{new}/set_primary");
    let moved = client.call("POST", &make_primary).bearer(&login.token).send().expect(204);
    assert_eq!(moved.body, "");
    client.call("POST", &make_primary).bearer(&login.token).send().expect(204);
    assert_eq!(addresses(client, &login.token), listed([("old@x.test", false), ("new@x.test", true)]));
    client.delete_as(&login.token, &format!("/emails/{new}")).expect(409);
    client.delete_as(&login.token, &format!("/emails/{old}")).expect(204);
    client.delete_as(&login.token, &format!("/emails/{old}")).expect(404);
    assert_eq!(addresses(client, &login.token), listed([("new@x.test", true)]));

    let stranger = log_in(client, inbox, "old@x.test");
    assert_ne!(stranger.account.user_id, login.account.user_id);
    client.delete_as(&stranger.token, &format!("/emails/{new}")).expect(404);
    client.call("POST", &make_primary).bearer(&stranger.token).send().expect(404);
}

#[test]
fn an_address_takes_its_open_passcodes_with_it() {
    let server = with_deletion();
    let client = server.public;
    let inbox = server.mailbox.as_ref();
    let login = log_in(client, inbox, "kept@x.test");
    let gone = login.add_email(client, inbox, "gone@x.test");
    let body = json!({ "user_id": login.account.user_id, "email_id": gone });
    let passcode = client.post("/passcode/login/initialize", &body).expect(200).text("id");
    let code = server.mailbox.take("gone@x.test").code;
    let (other, other_code) = login.account.receive_code(client, inbox);

    client.delete_as(&login.token, &format!("/emails/{gone}")).expect(204);
    assert_eq!(client.finalize(&passcode, code.expose()).expect(401).message(), "passcode not found");
    assert_eq!(sql(&server.database, "SELECT id FROM passcodes"), other);
    client.finalize(&other, &other_code).expect(200);
}

#[test]
fn an_account_that_ends_frees_its_addresses_and_kills_its_tokens() {
    let server = with_deletion();
    let client = server.public;
    let inbox = server.mailbox.as_ref();
    let login = log_in(client, inbox, "leaving@x.test");
    login.add_email(client, inbox, "spare@x.test");
    login.set_password(client, "leaving password").expect(201);
    let (passcode, code) = login.account.receive_code(client, inbox);
    let second = client.log_in_with_password(&login.account.user_id, "leaving password").expect(200).token();

    client.delete_as(&second, "/user").expect(204);
    for token in [&login.token, &second] {
        client.get_as(token, "/me").expect(401);
        assert_eq!(
            client.get_as(token, "/sessions/validate").expect(200).json(),
            json!({ "is_valid": false })
        );
        client.delete_as(token, "/user").expect(401);
    }
    client.finalize(&passcode, &code).expect(401);
    client.log_in_with_password(&login.account.user_id, "leaving password").expect(401);
    for table in ["users", "emails", "primary_emails", "passcodes", "password_credentials", "sessions"] {
        assert_eq!(number(&server.database, &format!("SELECT count(*) FROM {table}")), 0, "{table}");
    }
    for address in ["leaving@x.test", "spare@x.test"] {
        assert_ne!(sign_up(client, address).user_id, login.account.user_id);
    }
}

#[test]
fn an_account_that_ends_while_it_logs_in_breaks_nothing() {
    let server = with_deletion();
    let client = server.public;
    let inbox = server.mailbox.as_ref();
    for round in 0..20 {
        let address = format!("racer{round}@x.test");
        let login = log_in(client, inbox, &address);
        let user_id = &login.account.user_id;
        let hash = "$2a$04$ueatRQXSWChDoKvDCZLcAufTkFVP.aQon7vy2me4PyPEHE1gnI0aq";
        let row = format!(
            "INSERT INTO password_credentials (id, user_id, password, created_at, updated_at) \
             VALUES (gen_random_uuid(), '{user_id}', '{hash}', now(), now())"
        );
        sql(&server.database, &row);
        let (passcode, code) = login.account.receive_code(client, inbox);
        let ask = json!({ "user_id": user_id });
        let another = json!({ "address": format!("more{round}@x.test") });
        let answers = at_once(6, |number| match number {
            0 => client.delete_as(&login.token, "/user"),
            1 => client.finalize(&passcode, &code),
            2 => client.log_in_with_password(user_id, "cost four"),
            3 => client.post("/passcode/login/initialize", &ask),
            4 => client.post_as(&login.token, "/emails", &another),
            _ => client.get_as(&login.token, "/me"),
        });
        for (number, answer) in answers.iter().enumerate() {
            assert!(answer.status < 500, "round {round}, request {number}: {answer:?}");
        }
        assert_eq!(answers[0].status, 204);
        for answer in answers.iter().filter(|answer| answer.header("x-auth-token").is_some()) {
            client.get_as(&answer.token(), "/me").expect(401);
        }
    }
    assert_eq!(number(&server.database, "SELECT count(*) FROM users"), 0);
    assert_eq!(number(&server.database, "SELECT count(*) FROM sessions"), 0);
}
