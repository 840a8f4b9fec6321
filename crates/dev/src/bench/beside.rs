//! How long codes take to be asked for while passwords are hashed.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::load::{Load, Outcome, connect};
use super::server::Server;
use super::spread::Spread;
use super::workshop::Workshop;
use super::{Options, logins, say};
use crate::Failure;

/// Password logins that are under way at any moment.
pub(super) const PASSWORD_LOGINS: usize = 50;

/// The same requests with and without the others.
pub(super) struct Beside {
    /// `POST /passcode/login/initialize`, one after the other, with nothing else to do.
    pub(super) alone: Spread,
    /// The same beside the password logins.
    pub(super) accompanied: Spread,
    /// How many password logins had which status.
    pub(super) password_statuses: BTreeMap<u16, usize>,
}

impl Beside {
    /// For programs; times in milliseconds.
    pub(super) fn to_json(&self) -> Value {
        json!({
            "password_logins_at_once": PASSWORD_LOGINS,
            "alone": self.alone.to_json(),
            "beside": self.accompanied.to_json(),
            "password_statuses": self.password_statuses.iter()
                .map(|(status, count)| json!([status, count])).collect::<Vec<_>>(),
        })
    }
}

/// Measures twice for the wanted time. Password logins that are under way at the end of it are waited for.
pub(super) fn measure(
    workshop: &Workshop,
    server: &Server,
    passwords: &[Vec<u8>],
    options: &Options,
) -> Result<Beside, Failure> {
    say("initialize beside password logins");
    let time = Duration::from_secs(options.seconds);
    let load = Load { requests: passwords, most: usize::MAX, time, interrupt: &workshop.interrupt };
    let alone = initialize(workshop, server, time)?;
    let mut connections = connect(server.address(), PASSWORD_LOGINS)?;
    let (beside, passwords) = thread::scope(|scope| {
        let passwords = scope.spawn(|| load.run(&mut connections, false));
        (initialize(workshop, server, time), passwords.join())
    });
    let passwords =
        passwords.map_err(|_panic| Failure::Bench("a thread of the client broke".to_owned()))??;
    Ok(Beside {
        alone: Spread::of(&alone.latencies, 0),
        accompanied: Spread::of(&beside?.latencies, 0),
        password_statuses: passwords.statuses,
    })
}

/// One connection, so that no request waits for another of its kind.
fn initialize(workshop: &Workshop, server: &Server, time: Duration) -> Result<Outcome, Failure> {
    let requests = logins::initialize_requests(workshop, workshop.accounts());
    let mails = workshop.sink.count();
    let load = Load { requests: &requests, most: usize::MAX, time, interrupt: &workshop.interrupt };
    let outcome = load.run(&mut connect(server.address(), 1)?, false)?.all_ok("initialize")?;
    workshop.wait_for_mails(mails + outcome.latencies.count())?;
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Beside, Spread};

    #[test]
    fn refused_password_logins_show() {
        let password_statuses = BTreeMap::from([(200, 40), (503, 2)]);
        let beside = Beside { alone: Spread::default(), accompanied: Spread::default(), password_statuses };
        let json = beside.to_json();
        assert_eq!(json["password_logins_at_once"], 50);
        assert_eq!(json["password_statuses"][1], serde_json::json!([503, 2]));
    }
}
