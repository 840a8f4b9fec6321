//! An open loop: clients arrive at a fixed rate and do not care how busy the server is.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::accounts::Account;
use super::interrupt::Interrupt;
use super::logins::{self, initialize_request};
use super::schedule::{Kind, Schedule};
use super::server::Server;
use super::smtp_sink::SmtpSink;
use super::tally::{Mixed, Tally};
use super::workshop::Workshop;
use crate::Failure;
use crate::http_client::{Connection, bearer, get, post};

/// Arrivals a second where neither the flag nor a measured finalize tells.
pub(super) const RATE: u32 = 150;
/// How long after the wanted time a late arrival may still begin.
const GRACE: Duration = Duration::from_secs(1);
/// How long a code may take to come by mail.
const MAIL_PATIENCE: Duration = Duration::from_secs(10);
/// Longest wait without a look at the signals.
const NAP: Duration = Duration::from_millis(100);

/// Lets clients arrive for the wanted time. Each waits for what the schedule says, never for the client before.
pub(super) fn measure(
    workshop: &Workshop,
    server: &Server,
    tokens: &[String],
    schedule: Schedule,
) -> Result<Mixed, Failure> {
    let mix = Mix::new(workshop, server, tokens, schedule);
    let tally = mix.run()?;
    workshop.interrupt.check()?;
    Ok(tally.mixed(schedule.rate, schedule.count()))
}

/// What the workers share.
pub(super) struct Mix<'a> {
    address: SocketAddr,
    sink: &'a SmtpSink,
    interrupt: &'a Interrupt,
    tokens: &'a [String],
    /// Those that log in.
    accounts: Vec<Account>,
    schedule: Schedule,
    /// The next arrival.
    next: AtomicUsize,
    /// How many logins began.
    next_login: AtomicUsize,
}

impl<'a> Mix<'a> {
    /// Takes accounts for the logins of the schedule.
    pub(super) fn new(
        workshop: &'a Workshop,
        server: &Server,
        tokens: &'a [String],
        schedule: Schedule,
    ) -> Self {
        let logins = (0..schedule.count()).filter(|place| schedule.kind(*place) == Kind::Login).count();
        Self {
            address: server.address(),
            sink: &workshop.sink,
            interrupt: &workshop.interrupt,
            tokens,
            accounts: workshop.take_accounts(logins.min(workshop.accounts())),
            schedule,
            next: AtomicUsize::new(0),
            next_login: AtomicUsize::new(0),
        }
    }

    /// As many workers as clients that may wait at once; when all are busy, the next start late, which counts.
    fn run(&self) -> Result<Tally, Failure> {
        let workers = self.schedule.rate.clamp(4, 128);
        let connections = (0..workers).map(|_| Connection::open(self.address));
        let connections = connections.collect::<std::io::Result<Vec<_>>>()?;
        let started = Instant::now();
        let tallies = thread::scope(|scope| {
            let work = |connection| scope.spawn(move || self.work(connection, started));
            let threads: Vec<_> = connections.into_iter().map(work).collect();
            threads.into_iter().map(thread::ScopedJoinHandle::join).collect::<Vec<_>>()
        });
        let mut all = Tally::default();
        for tally in tallies {
            all.join(tally.map_err(|_panic| Failure::Bench("a thread of the client broke".to_owned()))??);
        }
        Ok(all)
    }

    fn work(&self, mut connection: Connection, started: Instant) -> Result<Tally, Failure> {
        let mut tally = Tally::default();
        let end = started + Duration::from_secs(self.schedule.seconds) + GRACE;
        loop {
            let place = self.next.fetch_add(1, Ordering::Relaxed);
            let due = started + self.schedule.due(place);
            if place >= self.schedule.count() || !self.wait_until(due) || Instant::now() > end {
                return Ok(tally);
            }
            let kind = self.schedule.kind(place);
            let is_done = match kind {
                Kind::Validate => self.validate(&mut connection, place),
                Kind::Me => connection.exchange(&get("/me", &self.bearer(place))).map(|it| it.status == 200),
                Kind::Login => self.login(&mut connection),
                Kind::SignUp => connection.exchange(&sign_up(place)).map(|answer| answer.status == 200),
            };
            tally.add(kind, matches!(is_done, Ok(true)).then(|| due.elapsed()));
            if is_done.is_err() {
                connection = Connection::open(self.address)?;
            }
        }
    }

    /// `false` when a signal came first.
    fn wait_until(&self, due: Instant) -> bool {
        while let Some(rest) = due.checked_duration_since(Instant::now()).filter(|rest| !rest.is_zero()) {
            if self.interrupt.came() {
                return false;
            }
            thread::sleep(rest.min(NAP));
        }
        !self.interrupt.came()
    }

    fn validate(&self, connection: &mut Connection, place: usize) -> std::io::Result<bool> {
        let answer = connection.exchange(&get("/sessions/validate", &self.bearer(place)))?;
        Ok(answer.status == 200 && answer.body.contains("\"is_valid\":true"))
    }

    /// A whole login, the way of the mail included; `false` when the session was not had.
    pub(super) fn login(&self, connection: &mut Connection) -> std::io::Result<bool> {
        let number = self.next_login.fetch_add(1, Ordering::Relaxed);
        let account = self.accounts.get(number % self.accounts.len().max(1));
        let Some(Account { user_id, address }) = account else { return Ok(false) };
        self.sink.forget(address);
        let opened = connection.exchange(&initialize_request(user_id))?;
        if opened.status != 200 {
            return Ok(false);
        }
        let Some(code) = self.sink.wait_for_code(address, MAIL_PATIENCE) else { return Ok(false) };
        let Some(request) = logins::finalize_request(&opened, &code) else { return Ok(false) };
        connection.exchange(&request).map(|answer| answer.status == 200)
    }

    fn bearer(&self, place: usize) -> String {
        let token = self.tokens.get(place % self.tokens.len().max(1));
        bearer(token.map_or("", String::as_str))
    }
}

fn sign_up(place: usize) -> Vec<u8> {
    post("/users", &format!(r#"{{"email":"new{place}@bench.example"}}"#))
}
