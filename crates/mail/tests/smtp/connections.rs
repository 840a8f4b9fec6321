//! How connections are kept, and what happens when they break.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use inkan_domain::outbox::Mailer;

use crate::bench::{bench, impatient_bench, mail, mailer, refusal, settings};
use crate::server::{CLOSE, SILENCE, Script, Server};

#[test]
fn many_mails_take_one_connection() {
    let (server, mailer) = bench(Script::default());
    for number in 0..20 {
        mailer.deliver(&mail(&format!("x{number}@x.test"))).unwrap();
    }
    let heard = server.heard();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].mails.len(), 20);
}

#[test]
fn threads_deliver_at_once_over_connections_of_their_own() {
    let (server, mailer) = bench(Script::default());
    let mailer = Arc::new(mailer);
    let threads: Vec<_> = (0..6)
        .map(|thread| {
            let mailer = Arc::clone(&mailer);
            thread::spawn(move || {
                for number in 0..20 {
                    mailer.deliver(&mail(&format!("x{thread}-{number}@x.test"))).unwrap();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(server.mails().len(), 120);
    assert!(server.heard().len() <= 6);
}

#[test]
fn no_connection_is_kept_when_none_may_be_idle() {
    let server = Server::start(Script::default());
    let mut settings = settings(server.port);
    settings.timeouts.idle = Duration::ZERO;
    let mailer = mailer(settings);
    for _ in 0..2 {
        mailer.deliver(&mail("ada@x.test")).unwrap();
    }
    assert_eq!(server.heard().len(), 2);
}

/// Two mails come in once each although the first connection is of no use for the second.
fn survives(script: Script) {
    let (server, mailer) = impatient_bench(script, Duration::from_secs(15));
    mailer.deliver(&mail("ada@x.test")).unwrap();
    mailer.deliver(&mail("bea@x.test")).unwrap();
    let heard = server.heard();
    assert_eq!(heard.len(), 2);
    assert!(heard.iter().all(|heard| heard.mails.len() == 1), "{heard:?}");
    assert!(heard[1].mails[0].contains("To: bea@x.test\r\n"));
}

#[test]
fn a_connection_that_was_closed_while_idle_costs_no_mail() {
    survives(Script { farewell: Some(""), ..Script::default() });
}

#[test]
fn a_connection_that_was_closed_with_a_word_costs_no_mail() {
    survives(Script { farewell: Some("421 idle for too long\r\n"), ..Script::default() });
}

#[test]
fn a_server_that_takes_one_mail_a_connection_gets_another_connection() {
    let replies_after_a_mail = vec![("MAIL", "452 one is enough")];
    survives(Script { replies_after_a_mail, ..Script::default() });
}

#[test]
fn a_connection_that_fell_silent_while_idle_costs_no_mail() {
    survives(Script { replies_after_a_mail: vec![("MAIL", SILENCE)], ..Script::default() });
}

#[test]
fn a_new_connection_is_not_tried_again() {
    let (server, mailer) = bench(Script { replies: vec![("MAIL", CLOSE)], ..Script::default() });
    let (is_permanent, _words) = refusal(&mailer, &mail("ada@x.test"));
    assert!(!is_permanent);
    assert_eq!(server.heard().len(), 1);
}

#[test]
fn a_mail_that_may_have_been_taken_is_not_sent_again_at_once() {
    let replies_after_a_mail = vec![("RCPT", "250 ok"), ("DATA", "354 ok"), (".", CLOSE)];
    let (server, mailer) = bench(Script { replies_after_a_mail, ..Script::default() });
    mailer.deliver(&mail("ada@x.test")).unwrap();
    let (is_permanent, _words) = refusal(&mailer, &mail("bea@x.test"));
    assert!(!is_permanent);
    assert_eq!(server.heard().len(), 1);
    assert_eq!(server.mails().len(), 2);
}

#[test]
fn a_connection_is_not_kept_after_a_refusal() {
    let (server, mailer) = bench(Script { replies: vec![("RCPT TO:<eve", "550 no")], ..Script::default() });
    refusal(&mailer, &mail("eve@x.test"));
    mailer.deliver(&mail("ada@x.test")).unwrap();
    assert_eq!(server.heard().len(), 2);
}

#[test]
fn a_server_that_never_answers_is_given_up_in_time() {
    for silent in ["GREETING", "EHLO", "MAIL", "RCPT", "DATA", "."] {
        let script = Script { replies: vec![(silent, SILENCE)], ..Script::default() };
        let (_server, mailer) = impatient_bench(script, Duration::from_millis(50));
        let (is_permanent, words) = refusal(&mailer, &mail("ada@x.test"));
        assert!(!is_permanent && words.contains("too long"), "{silent}: {words}");
    }
}

#[test]
fn a_server_that_is_not_there_may_come_back() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (is_permanent, words) = refusal(&mailer(settings(port)), &mail("ada@x.test"));
    assert!(!is_permanent && words.contains("connection"), "{words}");
}

#[test]
fn a_mailer_may_be_dropped_in_asynchronous_code() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async { drop(mailer(settings(1))) });
}
