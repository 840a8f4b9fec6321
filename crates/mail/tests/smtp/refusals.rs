//! What replies of the server and settings of the operator lead to.

use std::sync::Arc;

use inkan_domain::fakes::{CountingRandom, FixedClock, ScriptedRandom, moment};
use inkan_domain::outbox::Mailer;
use inkan_mail::{MailSettingsError, Sender, SmtpMailer, SmtpSettings, Texts, Tls};

use crate::bench::{bench, mail, refusal, settings};
use crate::server::{CLOSE, Script, Server};

#[test]
fn replies_decide_whether_trying_again_makes_sense() {
    for (command, reply, wanted) in [
        ("GREETING", "554 no mails here", false),
        ("GREETING", "421 busy", false),
        ("GREETING", "HTTP/1.1 400 Bad Request", false),
        ("EHLO", "550 who are you", false),
        ("MAIL", "451 later", false),
        ("MAIL", "553 not your address", false),
        ("RCPT", "450 <ada@x.test>: greylisted", false),
        ("RCPT", "530 5.7.0 authenticate first", false),
        ("RCPT", "550 5.1.1 <ada@x.test>: no such user ada", true),
        ("RCPT", CLOSE, false),
        ("DATA", "452 disk full", false),
        ("DATA", "554 no", true),
        (".", "451 try again", false),
        (".", "554 5.7.1 spam: Code 042917 for ada@x.test", true),
        (".", CLOSE, false),
    ] {
        let (_server, mailer) = bench(Script { replies: vec![(command, reply)], ..Script::default() });
        let (is_permanent, words) = refusal(&mailer, &mail("ada@x.test"));
        assert_eq!(is_permanent, wanted, "{command} {reply}: {words}");
        let code = reply.get(..3).unwrap();
        assert!(reply == CLOSE || code == "HTT" || words.contains(code), "{reply}: {words}");
    }
}

#[test]
fn nothing_can_be_sent_without_randomness() {
    let server = Server::start(Script::default());
    let mailer = SmtpMailer::new(
        settings(server.port),
        &sender("noreply@x.test"),
        Texts::load("Contract", None).unwrap(),
        Arc::new(FixedClock::at(moment(0))),
        Arc::new(ScriptedRandom::new(Vec::new())),
    )
    .unwrap();
    let error = mailer.deliver(&mail("ada@x.test")).unwrap_err();
    assert!(error.to_string().starts_with("not delivered for now"), "{error}");
    assert!(server.heard().is_empty());
}

fn sender(address: &str) -> Sender {
    Sender { name: "Contract".to_owned(), address: address.to_owned() }
}

fn refused(settings: SmtpSettings, from: &str) -> MailSettingsError {
    SmtpMailer::new(
        settings,
        &sender(from),
        Texts::load("Contract", None).unwrap(),
        Arc::new(FixedClock::at(moment(0))),
        Arc::new(CountingRandom::default()),
    )
    .err()
    .unwrap()
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    for host in ["", "mx test", "mx.test\r\n"] {
        let settings = SmtpSettings { host: host.to_owned(), ..settings(25) };
        assert!(matches!(refused(settings, "a@x.test"), MailSettingsError::Host(_)), "{host:?}");
    }
    for name in ["", "a b", "a\r\nMAIL"] {
        let settings = SmtpSettings { hello_name: Some(name.to_owned()), ..settings(25) };
        assert!(matches!(refused(settings, "a@x.test"), MailSettingsError::HelloName(_)), "{name:?}");
    }
    for from in ["", "noreply", "A <a@x.test>", "a@x.test, b@x.test"] {
        assert!(matches!(refused(settings(25), from), MailSettingsError::Sender(_)), "{from:?}");
    }
    for tls in [Tls::Required, Tls::Implicit] {
        let certificate_authority = Some(b"none".to_vec());
        let settings = SmtpSettings { tls, certificate_authority, ..settings(25) };
        assert!(matches!(refused(settings, "a@x.test"), MailSettingsError::Tls(_)), "{tls:?}");
    }
}
