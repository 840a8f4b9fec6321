//! Passcodes and sessions that are made outside what is measured.

use std::time::Duration;

use super::load::{Load, Outcome, connect};
use super::server::Server;
use super::workshop::Workshop;
use crate::Failure;
use crate::http_client::{Answer, post};

const CONNECTIONS: usize = 8;
/// Longest time for any preparation; the codes live five minutes.
const PATIENCE: Duration = Duration::from_secs(120);

/// Bodies of `POST /passcode/login/initialize` for so many accounts.
pub(super) fn initialize_requests(workshop: &Workshop, count: usize) -> Vec<Vec<u8>> {
    let accounts = workshop.take_accounts(count).into_iter();
    accounts.map(|account| initialize_request(&account.user_id)).collect()
}

/// `POST /passcode/login/initialize` for a user.
pub(super) fn initialize_request(user_id: &str) -> Vec<u8> {
    post("/passcode/login/initialize", &format!(r#"{{"user_id":"{user_id}"}}"#))
}

/// Has codes sent to so many accounts and returns the requests that turn them into sessions.
pub(super) fn finalize_requests(
    workshop: &Workshop,
    server: &Server,
    count: usize,
) -> Result<Vec<Vec<u8>>, Failure> {
    // One code an account, so that the address tells which is which.
    let count = count.min(workshop.accounts());
    let accounts = workshop.take_accounts(count);
    let requests: Vec<_> = accounts.iter().map(|account| initialize_request(&account.user_id)).collect();
    let mails = workshop.sink.count();
    let opened = send_all(workshop, server, &requests)?;
    workshop.wait_for_mails(mails + requests.len())?;
    let finalize = |(place, answer): &(usize, Answer)| {
        finalize_request(answer, &workshop.sink.code(&accounts.get(*place)?.address)?)
    };
    let requests = opened.answers.iter().map(finalize).collect::<Option<Vec<_>>>();
    requests.ok_or_else(|| Failure::Bench("a passcode was answered in an unknown form".to_owned()))
}

/// The request that turns an opened passcode into a session.
pub(super) fn finalize_request(opened: &Answer, code: &str) -> Option<Vec<u8>> {
    let id = member(&opened.body, "id")?;
    Some(post("/passcode/login/finalize", &format!(r#"{{"id":"{id}","code":"{code}"}}"#)))
}

/// Logs so many accounts in and returns their tokens; the server runs for this alone.
pub(super) fn tokens(workshop: &Workshop, count: usize) -> Result<Vec<String>, Failure> {
    let server = workshop.start_server()?;
    let requests = finalize_requests(workshop, &server, count)?;
    let opened = send_all(workshop, &server, &requests)?;
    server.stop()?;
    let tokens = opened.answers.iter().map(|(_, answer)| answer.header("x-auth-token").map(str::to_owned));
    let tokens = tokens.collect::<Option<Vec<_>>>();
    tokens.ok_or_else(|| Failure::Bench("a login brought no token".to_owned()))
}

fn send_all(workshop: &Workshop, server: &Server, requests: &[Vec<u8>]) -> Result<Outcome, Failure> {
    let load = Load { requests, most: requests.len(), time: PATIENCE, interrupt: &workshop.interrupt };
    let outcome = load.run(&mut connect(server.address(), CONNECTIONS)?, true)?.all_ok("preparation")?;
    if outcome.answers.len() == requests.len() {
        return Ok(outcome);
    }
    Err(Failure::Bench(format!("the preparation took longer than {} s", PATIENCE.as_secs())))
}

/// The text of a member of a JSON object that holds no escapes.
pub(super) fn member<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = json.split_once(&format!("\"{name}\":\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::member;

    #[test]
    fn a_member_is_found_by_its_whole_name() {
        assert_eq!(member(r#"{"user_id":"a","id":"b"}"#, "id"), Some("b"));
        assert_eq!(member(r#"{"ttl":300}"#, "id"), None);
    }
}
