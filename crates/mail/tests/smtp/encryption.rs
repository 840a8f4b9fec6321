//! TLS and authentication.

use inkan_domain::Secret;
use inkan_domain::outbox::Mailer;
use inkan_mail::{SmtpMailer, Tls};
use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::ssl::{SslAcceptor, SslMethod};
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509Builder, X509NameBuilder};

use crate::bench::{mail, mailer, refusal, settings};
use crate::server::{Script, Server};

/// A certificate for 127.0.0.1 that signs itself, as an acceptor and in PEM.
fn identity() -> (SslAcceptor, Vec<u8>) {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    let key = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
    let certificate = certificate(&key);
    let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls()).unwrap();
    acceptor.set_private_key(&key).unwrap();
    acceptor.set_certificate(&certificate).unwrap();
    (acceptor.build(), certificate.to_pem().unwrap())
}

fn certificate(key: &PKey<Private>) -> X509 {
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_text("CN", "mx.test").unwrap();
    let name = name.build();
    let mut builder: X509Builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_serial_number(&BigNum::from_u32(1).unwrap().to_asn1_integer().unwrap()).unwrap();
    builder.set_subject_name(&name).unwrap();
    builder.set_issuer_name(&name).unwrap();
    builder.set_pubkey(key).unwrap();
    builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::days_from_now(1).unwrap()).unwrap();
    builder.append_extension(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
    let context = builder.x509v3_context(None, None);
    let names = SubjectAlternativeName::new().ip("127.0.0.1").build(&context).unwrap();
    builder.append_extension(names).unwrap();
    builder.sign(key, MessageDigest::sha256()).unwrap();
    builder.build()
}

/// A mailer with a user, that trusts this authority.
fn secure_mailer(port: u16, tls: Tls, authority: Option<Vec<u8>>) -> SmtpMailer {
    let mut settings = settings(port);
    settings.tls = tls;
    settings.certificate_authority = authority;
    settings.user = Some("inkan".to_owned());
    settings.password = Some(Secret::new("hunter2".to_owned()));
    mailer(settings)
}

/// AUTH PLAIN with "\0inkan\0hunter2" in Base64 (RFC 4616).
const AUTH: &str = "AUTH PLAIN AGlua2FuAGh1bnRlcjI=";

#[test]
fn a_user_authenticates_once_a_connection() {
    let server = Server::start(Script { extensions: vec!["AUTH PLAIN LOGIN"], ..Script::default() });
    let mailer = secure_mailer(server.port, Tls::Off, None);
    for _ in 0..2 {
        mailer.deliver(&mail("ada@x.test")).unwrap();
    }
    let commands = server.heard().remove(0).commands;
    assert_eq!(commands[1], AUTH);
    assert_eq!(commands.iter().filter(|command| command.starts_with("AUTH")).count(), 1);
}

#[test]
fn login_is_used_when_there_is_nothing_else() {
    let replies = vec![
        ("AUTH LOGIN", "334 VXNlcm5hbWU6"),
        ("aW5rYW4=", "334 UGFzc3dvcmQ6"),
        ("aHVudGVyMg==", "235 welcome"),
    ];
    let server = Server::start(Script { extensions: vec!["AUTH LOGIN"], replies, ..Script::default() });
    secure_mailer(server.port, Tls::Off, None).deliver(&mail("ada@x.test")).unwrap();
    assert_eq!(server.mails().len(), 1);
}

#[test]
fn a_refused_password_is_not_the_fault_of_the_mail() {
    let replies = vec![("AUTH", "535 5.7.8 bad credentials for inkan")];
    let server = Server::start(Script { extensions: vec!["AUTH PLAIN"], replies, ..Script::default() });
    let (is_permanent, words) = refusal(&secure_mailer(server.port, Tls::Off, None), &mail("ada@x.test"));
    assert!(!is_permanent && words.contains("535") && !words.contains("hunter2"), "{words}");
}

#[test]
fn a_server_without_authentication_gets_no_mail_of_a_user() {
    let server = Server::start(Script::default());
    let (is_permanent, words) = refusal(&secure_mailer(server.port, Tls::Off, None), &mail("ada@x.test"));
    assert!(!is_permanent && words.contains("authentication"), "{words}");
    assert!(server.mails().is_empty());
}

#[test]
fn starttls_is_used_when_offered_and_the_password_travels_under_it() {
    let (acceptor, pem) = identity();
    for tls in [Tls::Automatic, Tls::Opportunistic, Tls::Required] {
        let server = Server::start(Script {
            extensions: vec!["STARTTLS", "AUTH PLAIN"],
            acceptor: Some(acceptor.clone()),
            ..Script::default()
        });
        let mailer = secure_mailer(server.port, tls, Some(pem.clone()));
        for _ in 0..2 {
            mailer.deliver(&mail("ada@x.test")).unwrap();
        }
        let heard = server.heard().remove(0);
        assert_eq!(heard.commands[..4], ["EHLO inkan.test", "STARTTLS", "EHLO inkan.test", AUTH]);
        assert_eq!(heard.mails.len(), 2);
    }
}

#[test]
fn implicit_tls_begins_at_once() {
    let (acceptor, pem) = identity();
    let script = Script {
        extensions: vec!["AUTH PLAIN"],
        acceptor: Some(acceptor),
        is_implicit: true,
        ..Script::default()
    };
    let server = Server::start(script);
    let mailer = secure_mailer(server.port, Tls::Implicit, Some(pem));
    for _ in 0..2 {
        mailer.deliver(&mail("ada@x.test")).unwrap();
    }
    let heard = server.heard().remove(0);
    assert_eq!(heard.commands[..2], ["EHLO inkan.test", AUTH]);
    assert_eq!(heard.mails.len(), 2);
}

#[test]
fn a_certificate_that_nobody_vouches_for_stops_the_mail() {
    let (acceptor, _pem) = identity();
    for (tls, is_implicit) in [(Tls::Automatic, false), (Tls::Required, false), (Tls::Implicit, true)] {
        let server = Server::start(Script {
            extensions: vec!["STARTTLS", "AUTH PLAIN"],
            acceptor: Some(acceptor.clone()),
            is_implicit,
            ..Script::default()
        });
        let (is_permanent, words) = refusal(&secure_mailer(server.port, tls, None), &mail("ada@x.test"));
        assert!(!is_permanent && words.contains("encryption"), "{words}");
        assert!(server.mails().is_empty());
        assert!(!server.heard()[0].commands.iter().any(|command| command.starts_with("AUTH")));
    }
}

#[test]
fn nothing_is_sent_when_required_starttls_is_not_offered() {
    let server = Server::start(Script { extensions: vec!["AUTH PLAIN"], ..Script::default() });
    let mailer = secure_mailer(server.port, Tls::Required, None);
    let (is_permanent, words) = refusal(&mailer, &mail("ada@x.test"));
    assert!(!is_permanent && words.contains("STARTTLS"), "{words}");
    assert_eq!(server.heard()[0].commands, ["EHLO inkan.test"]);
}

#[test]
fn a_server_without_starttls_gets_plain_text_unless_it_is_required() {
    for tls in [Tls::Automatic, Tls::Opportunistic] {
        let server = Server::start(Script { extensions: vec!["AUTH PLAIN"], ..Script::default() });
        secure_mailer(server.port, tls, None).deliver(&mail("ada@x.test")).unwrap();
        assert_eq!(server.heard()[0].commands[1], AUTH);
    }
}

#[test]
fn starttls_is_not_used_when_it_is_off() {
    let server = Server::start(Script { extensions: vec!["STARTTLS", "AUTH PLAIN"], ..Script::default() });
    secure_mailer(server.port, Tls::Off, None).deliver(&mail("ada@x.test")).unwrap();
    assert_eq!(server.heard()[0].commands[1], AUTH);
}

#[test]
fn a_reply_slipped_in_before_tls_is_not_taken_for_one_under_tls() {
    let (acceptor, pem) = identity();
    let server = Server::start(Script {
        extensions: vec!["STARTTLS"],
        replies: vec![("STARTTLS", "220 go ahead\r\n250-mx.test\r\n250 AUTH PLAIN")],
        acceptor: Some(acceptor),
        ..Script::default()
    });
    let mailer = secure_mailer(server.port, Tls::Required, Some(pem));
    let (is_permanent, words) = refusal(&mailer, &mail("ada@x.test"));
    assert!(!is_permanent && words.contains("encryption"), "{words}");
    assert_eq!(server.heard()[0].commands, ["EHLO inkan.test", "STARTTLS"]);
}
