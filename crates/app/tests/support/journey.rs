//! Steps that many journeys have in common.

use std::sync::Barrier;
use std::thread;

use serde_json::json;

use super::{Answer, Client};

/// Where codes arrive.
pub(crate) trait Inbox {
    /// Waits for a mail to this address and takes its code out.
    fn code_for(&self, address: &str) -> String;
}

/// What a sign-up gave.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) address: String,
    pub(crate) user_id: String,
    pub(crate) email_id: String,
}

/// A session that was opened.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    pub(crate) account: Account,
    pub(crate) token: String,
}

/// Signs up with an address that is nobody's.
#[track_caller]
pub(crate) fn sign_up(client: Client, address: &str) -> Account {
    let answer = client.post("/users", &json!({ "email": address })).expect(200);
    let (user_id, email_id) = (answer.text("user_id"), answer.text("email_id"));
    Account { address: address.to_owned(), user_id, email_id }
}

impl Account {
    /// Asks for a code; the passcode's id.
    #[track_caller]
    pub(crate) fn ask_for_code(&self, client: Client) -> String {
        let body = json!({ "user_id": self.user_id, "email_id": self.email_id });
        client.post("/passcode/login/initialize", &body).expect(200).text("id")
    }

    /// Asks for a code and waits for it: the passcode's id and the code.
    #[track_caller]
    pub(crate) fn receive_code(&self, client: Client, inbox: &dyn Inbox) -> (String, String) {
        let passcode = self.ask_for_code(client);
        (passcode, inbox.code_for(&self.address))
    }
}

/// Signs up and logs in.
#[track_caller]
pub(crate) fn log_in(client: Client, inbox: &dyn Inbox, address: &str) -> Login {
    let account = sign_up(client, address);
    let (passcode, code) = account.receive_code(client, inbox);
    let token = client.finalize(&passcode, &code).expect(200).token();
    Login { account, token }
}

impl Login {
    /// Adds an address by a passcode; its id.
    #[track_caller]
    pub(crate) fn add_email(&self, client: Client, inbox: &dyn Inbox, address: &str) -> String {
        let asked = client.post_as(&self.token, "/emails", &json!({ "address": address })).expect(200);
        let email_id = asked.text("id");
        let body = json!({ "user_id": self.account.user_id, "email_id": email_id });
        let passcode =
            client.post_as(&self.token, "/passcode/login/initialize", &body).expect(200).text("id");
        let body = json!({ "id": passcode, "code": inbox.code_for(address) });
        client.post_as(&self.token, "/passcode/login/finalize", &body).expect(200);
        email_id
    }

    /// Sets a password.
    #[track_caller]
    pub(crate) fn set_password(&self, client: Client, password: &str) -> Answer {
        let body = json!({ "user_id": self.account.user_id, "password": password });
        client.call("PUT", "/password").bearer(&self.token).json(&body).send()
    }
}

impl Client {
    /// Logs in with a password.
    #[track_caller]
    pub(crate) fn log_in_with_password(self, user_id: &str, password: &str) -> Answer {
        self.post("/password/login", &json!({ "user_id": user_id, "password": password }))
    }

    /// Hands a code in.
    #[track_caller]
    pub(crate) fn finalize(self, passcode: &str, code: &str) -> Answer {
        self.post("/passcode/login/finalize", &json!({ "id": passcode, "code": code }))
    }
}

/// Does the same so many times at one moment.
pub(crate) fn at_once<T: Send>(count: usize, act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let (start, act) = (&Barrier::new(count), &act);
    thread::scope(|scope| {
        let begin = |number| {
            scope.spawn(move || {
                start.wait();
                act(number)
            })
        };
        let threads: Vec<_> = (0..count).map(begin).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}
