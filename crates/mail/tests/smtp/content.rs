//! What the server gets to see.

use std::fs;
use std::sync::Arc;

use inkan_domain::Language;
use inkan_domain::fakes::{CountingRandom, FixedClock, moment};
use inkan_domain::outbox::Mailer;
use inkan_mail::{RenderedMail, Sender, SmtpMailer, Texts};

use crate::bench::{CODE, bench, mail, refusal, settings};
use crate::server::{Script, Server};

/// Values of the headers of this name, unfolded.
fn headers(mail: &str, name: &str) -> Vec<String> {
    let (head, _body) = mail.split_once("\r\n\r\n").unwrap();
    let unfolded = head.replace("\r\n ", " ");
    let values = unfolded.split("\r\n").filter_map(|line| line.split_once(": "));
    values.filter(|(found, _)| *found == name).map(|(_, value)| value.to_owned()).collect()
}

/// Bodies of the two parts with their headers.
fn parts(mail: &str) -> [String; 2] {
    let content_type = headers(mail, "Content-Type").remove(0);
    let boundary = content_type.split('"').nth(1).unwrap();
    let delimiter = format!("--{boundary}");
    let pieces: Vec<&str> = mail.split(&delimiter).skip(1).collect();
    assert_eq!(pieces.len(), 3, "{mail}");
    assert_eq!(pieces[2].trim_end(), "--");
    [pieces[0].to_owned(), pieces[1].to_owned()]
}

#[test]
fn a_mail_takes_the_whole_dialog() {
    let (server, mailer) = bench(Script::default());
    mailer.deliver(&mail("ada@x.test")).unwrap();
    let heard = server.heard();
    assert_eq!(
        heard[0].commands,
        ["EHLO inkan.test", "MAIL FROM:<noreply@contract.test>", "RCPT TO:<ada@x.test>", "DATA"]
    );
    assert_eq!(heard[0].mails.len(), 1);
}

#[test]
fn headers_are_those_of_the_contract() {
    let (server, mailer) = bench(Script::default());
    mailer.deliver(&mail("ada@x.test")).unwrap();
    let sent = server.mails().remove(0);
    for (name, value) in [
        ("To", "ada@x.test"),
        ("Subject", "Code 042917 for Contract"),
        ("Date", "Sun, 15 Jun 2025 15:06:40 +0000"),
        ("MIME-Version", "1.0"),
        ("Auto-Submitted", "auto-generated"),
    ] {
        assert_eq!(headers(&sent, name), [value]);
    }
    assert_eq!(headers(&sent, "From"), ["=?utf-8?b?Q29udHJhY3Qgw5xuaXQ=?= <noreply@contract.test>"]);
    let id = headers(&sent, "Message-ID").remove(0);
    assert!(id.starts_with('<') && id.ends_with("@contract.test>") && id.len() == 48, "{id}");
    assert!(sent.is_ascii());
}

#[test]
fn two_mails_have_different_ids() {
    let (server, mailer) = bench(Script::default());
    for _ in 0..2 {
        mailer.deliver(&mail("ada@x.test")).unwrap();
    }
    let sent = server.mails();
    assert_ne!(headers(&sent[0], "Message-ID"), headers(&sent[1], "Message-ID"));
}

#[test]
fn plain_text_comes_first_and_html_second() {
    let (server, mailer) = bench(Script::default());
    mailer.deliver(&mail("ada@x.test")).unwrap();
    let sent = server.mails().remove(0);
    assert!(headers(&sent, "Content-Type")[0].starts_with("multipart/alternative;"));
    let [text, html] = parts(&sent);
    assert!(text.contains("Content-Type: text/plain; charset=utf-8\r\n"), "{text}");
    assert!(html.contains("Content-Type: text/html; charset=utf-8\r\n"), "{html}");
    assert!(text.contains(CODE) && html.contains(CODE));
}

#[test]
fn the_server_gets_what_is_rendered() {
    let (server, mailer) = bench(Script::default());
    let mail = mail("ada@x.test");
    mailer.deliver(&mail).unwrap();
    let RenderedMail { text, .. } = mailer.render(&mail);
    let [part, _html] = parts(&server.mails()[0]);
    let without_soft_breaks = part.replace("=\r\n", "").replace("\r\n", "\n");
    assert!(without_soft_breaks.contains(&text), "{part}");
}

#[test]
fn every_language_travels_in_ascii_with_short_lines() {
    let (server, mailer) = bench(Script::default());
    for language in Language::ALL {
        let mut mail = mail("ada@x.test");
        mail.language = language;
        mailer.deliver(&mail).unwrap();
    }
    let sent = server.mails();
    assert_eq!(sent.len(), Language::ALL.len());
    for mail in sent {
        assert!(mail.is_ascii() && mail.lines().all(|line| line.len() <= 998), "{mail}");
    }
}

#[test]
fn lines_that_begin_with_a_dot_are_stuffed() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("passcode.txt"), "{{code}}\n.\n..\n.hidden\n").unwrap();
    let server = Server::start(Script::default());
    let mailer = SmtpMailer::new(
        settings(server.port),
        &Sender { name: String::new(), address: "noreply@contract.test".to_owned() },
        Texts::load("Contract", Some(folder.path())).unwrap(),
        Arc::new(FixedClock::at(moment(0))),
        Arc::new(CountingRandom::default()),
    )
    .unwrap();
    mailer.deliver(&mail("ada@x.test")).unwrap();
    let sent = server.mails().remove(0);
    assert!(parts(&sent)[0].contains("042917\r\n..\r\n...\r\n..hidden\r\n"), "{sent}");
    assert_eq!(headers(&sent, "From"), ["noreply@contract.test"]);
}

#[test]
fn addresses_that_hold_more_than_an_address_are_refused_for_good_and_unsent() {
    let (server, mailer) = bench(Script { extensions: vec!["SMTPUTF8", "8BITMIME"], ..Script::default() });
    for hostile in [
        "ada@x.test\r\nBcc: eve@x.test",
        "ada\r\nBcc: eve@x.test",
        "ada@x.test>\r\nRCPT TO:<eve@x.test",
        "ada@x.test, eve@x.test",
        "Ada <ada@x.test>",
        "ada",
    ] {
        let (is_permanent, words) = refusal(&mailer, &mail(hostile));
        assert!(is_permanent, "{hostile:?}: {words}");
    }
    assert!(server.heard().is_empty());
}

#[test]
fn a_quoted_recipient_stays_one_recipient() {
    let (server, mailer) = bench(Script::default());
    mailer.deliver(&mail("\"a>, eve@y.test\"@x.test")).unwrap();
    let heard = server.heard().remove(0);
    assert_eq!(heard.commands[2], "RCPT TO:<\"a>, eve@y.test\"@x.test>");
    assert_eq!(headers(&heard.mails[0], "To"), ["\"a>, eve@y.test\"@x.test"]);
}

#[test]
fn a_foreign_domain_travels_in_ascii() {
    let (server, mailer) = bench(Script::default());
    mailer.deliver(&mail("ada@bücher.test")).unwrap();
    assert_eq!(server.heard()[0].commands[2], "RCPT TO:<ada@xn--bcher-kva.test>");
}

#[test]
fn a_foreign_local_part_is_announced() {
    let (server, mailer) = bench(Script { extensions: vec!["SMTPUTF8", "8BITMIME"], ..Script::default() });
    mailer.deliver(&mail("ädä@x.test")).unwrap();
    let heard = server.heard().remove(0);
    assert_eq!(heard.commands[1], "MAIL FROM:<noreply@contract.test> SMTPUTF8 BODY=8BITMIME");
    assert_eq!(heard.commands[2], "RCPT TO:<ädä@x.test>");
    assert_eq!(headers(&heard.mails[0], "To"), ["ädä@x.test"]);
}

#[test]
fn a_foreign_local_part_is_refused_when_the_server_does_not_take_it() {
    let (server, mailer) = bench(Script::default());
    let (is_permanent, words) = refusal(&mailer, &mail("ädä@x.test"));
    assert!(is_permanent && words.contains("SMTPUTF8"), "{words}");
    assert!(server.mails().is_empty());
}
