//! A mail server that takes everything (RFC 5321), for the program as a child.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use super::smtp_dialogue::converse;
use super::{Inbox, PATIENCE, Settings};

/// How callers are received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Welcome {
    /// Mails are taken.
    Open,
    /// The connection is closed at once.
    Closed,
    /// The connection stays open, and nobody ever says a word.
    Silent,
}

/// One mail as it came.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    pub(crate) to: String,
    pub(crate) content: String,
}

impl Mail {
    /// The code, from the English subject.
    pub(crate) fn code(&self) -> String {
        let (_, rest) = self.content.split_once("Subject: Code ").expect("a subject");
        rest.chars().take_while(char::is_ascii_digit).collect()
    }
}

struct State {
    welcome: Welcome,
    callers: usize,
    /// All mails, in the order in which they came; the flag tells which were taken out.
    mails: Vec<(Mail, bool)>,
    waiting: Vec<TcpStream>,
}

/// Listens until the process of the tests ends.
pub(crate) struct SmtpSink {
    address: SocketAddr,
    shared: Arc<(Mutex<State>, Condvar)>,
}

impl SmtpSink {
    pub(crate) fn start(welcome: Welcome) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = State { welcome, callers: 0, mails: Vec::new(), waiting: Vec::new() };
        let shared = Arc::new((Mutex::new(state), Condvar::new()));
        let sink = Self { address, shared: Arc::clone(&shared) };
        thread::spawn(move || listener.incoming().flatten().for_each(|caller| receive(caller, &shared)));
        sink
    }

    /// Settings that deliver here.
    pub(crate) fn deliver_here(&self, settings: Settings) -> Settings {
        settings.with("EMAIL_DELIVERY_SMTP_PORT", &self.address.port().to_string())
    }

    /// Receives the next callers in another way.
    pub(crate) fn set(&self, welcome: Welcome) {
        self.shared.0.lock().unwrap().welcome = welcome;
    }

    /// How many have called.
    pub(crate) fn callers(&self) -> usize {
        self.shared.0.lock().unwrap().callers
    }

    /// All mails to this address.
    pub(crate) fn all_to(&self, address: &str) -> Vec<Mail> {
        let state = self.shared.0.lock().unwrap();
        state.mails.iter().filter(|(mail, _)| mail.to == address).map(|(mail, _)| mail.clone()).collect()
    }

    /// Waits for a mail to this address that was not taken out before; `None` when nobody should wait on.
    pub(crate) fn take_unless(&self, address: &str, is_over: impl Fn() -> bool) -> Option<Mail> {
        let is_new = |(mail, is_taken): &(Mail, bool)| mail.to == address && !is_taken;
        let (state, arrived) = &*self.shared;
        let (mut state, _) = arrived
            .wait_timeout_while(state.lock().unwrap(), PATIENCE, |state| {
                !state.mails.iter().any(is_new) && !is_over()
            })
            .unwrap();
        let position = state.mails.iter().position(is_new)?;
        let (mail, is_taken) = state.mails.get_mut(position)?;
        *is_taken = true;
        Some(mail.clone())
    }

    /// Lets everybody who waits look again.
    pub(crate) fn wake(&self) {
        self.shared.1.notify_all();
    }
}

impl Inbox for SmtpSink {
    #[track_caller]
    fn code_for(&self, address: &str) -> String {
        self.take_unless(address, || false).expect("a mail").code()
    }
}

fn receive(caller: TcpStream, shared: &Arc<(Mutex<State>, Condvar)>) {
    let mut state = shared.0.lock().unwrap();
    state.callers += 1;
    match state.welcome {
        Welcome::Open => {
            let shared = Arc::clone(shared);
            // A caller that breaks off is no concern of the sink.
            thread::spawn(move || -> io::Result<()> {
                converse(caller, |to, content| {
                    shared.0.lock().unwrap().mails.push((Mail { to, content }, false));
                    shared.1.notify_all();
                })
            });
        }
        Welcome::Closed => drop(caller),
        Welcome::Silent => state.waiting.push(caller),
    }
}
