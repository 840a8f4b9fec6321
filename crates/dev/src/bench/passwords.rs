//! Accounts with a password.

use super::logins;
use super::server::Server;
use super::workshop::Workshop;
use crate::Failure;
use crate::http_client::{bearer, get, once, post, put};

const PASSWORD: &str = "a password of the bench alone";
/// Few are enough: nothing is remembered between two logins.
const ACCOUNTS: usize = 16;

/// Requests of `POST /password/login` with the right password. The server hashes it for the first account; the others
/// get the same hash, so that the preparation costs one hash. None of them has a token that is used elsewhere: many
/// logins end the oldest sessions of an account.
pub(super) fn login_requests(workshop: &Workshop, server: &Server) -> Result<Vec<Vec<u8>>, Failure> {
    let owner = set_password(workshop, server)?;
    let accounts = workshop.take_accounts(ACCOUNTS - 1);
    for account in &accounts {
        workshop.database.sql(&format!(
            "INSERT INTO password_credentials (id, user_id, password, created_at, updated_at) \
                 SELECT gen_random_uuid(), '{}', password, created_at, updated_at \
                 FROM password_credentials WHERE user_id = '{owner}'",
            account.user_id
        ))?;
    }
    let users = std::iter::once(owner).chain(accounts.into_iter().map(|account| account.user_id));
    Ok(users.map(|user_id| post_login(&user_id)).collect())
}

/// Logs the next account in, sets its password and returns its user id.
fn set_password(workshop: &Workshop, server: &Server) -> Result<String, Failure> {
    let requests = logins::finalize_requests(workshop, server, 1)?;
    let unknown = |what: &str| Failure::Bench(format!("the account with a password: {what}"));
    let request = requests.first().ok_or_else(|| unknown("no login"))?;
    let logged_in = once(server.address(), request)?;
    let token = logged_in.header("x-auth-token").ok_or_else(|| unknown("no token"))?;
    let me = once(server.address(), &get("/me", &bearer(token)))?;
    let user_id = logins::member(&me.body, "id").ok_or_else(|| unknown("no user id"))?;
    let answer = once(server.address(), &put("/password", &bearer(token), &credentials(user_id)))?;
    if answer.status == 201 {
        return Ok(user_id.to_owned());
    }
    Err(unknown(&format!("PUT /password was answered {}: {}", answer.status, answer.body)))
}

fn post_login(user_id: &str) -> Vec<u8> {
    post("/password/login", &credentials(user_id))
}

fn credentials(user_id: &str) -> String {
    format!(r#"{{"user_id":"{user_id}","password":"{PASSWORD}"}}"#)
}
