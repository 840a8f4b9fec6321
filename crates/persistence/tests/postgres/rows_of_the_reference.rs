//! Rows that other programs write are understood, and ours are as the contract wants them.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use chrono::TimeDelta;
use inkan_domain::audit::{AuditEvent, AuditRecord};
use inkan_domain::fakes::{FakeSealer, a_caller, a_session, id, moment};
use inkan_domain::outbox::{NewMessage, OutboxMessage, PasscodeMail};
use inkan_domain::passcode::{Code, Counted};
use inkan_domain::session::{SessionLookup, SessionState};
use inkan_domain::signing_key::StoredKey;
use inkan_domain::{EmailId, Language, OutboxId, PasscodeId, SessionId, Storage, UserId};
use inkan_persistence::{PgStorage, PoolSettings};
use inkan_postgres::{TestDatabase, run_sql};

use crate::support;

const USER: UserId = UserId::new(id(1));

/// A database with this user and what the statements add; `$1` in them stands for the user, `$t` for the
/// time of creation.
fn database(statements: &str) -> (TestDatabase, PgStorage) {
    let database = support::migrated();
    let storage = support::storage(&database);
    storage.direct().unwrap().users().add(USER, moment(0)).unwrap();
    let time = moment(0).naive_utc().to_string();
    let statements = statements.replace("$1", &format!("'{USER}'")).replace("$t", &format!("'{time}'"));
    run_sql(&database.url(), &format!("SELECT 1; {statements}")).unwrap();
    (database, storage)
}

#[test]
fn a_profile_shows_all_that_hangs_on_the_account() {
    let (_database, storage) = database(
        "UPDATE users SET name = 'Ada L', given_name = 'Ada', family_name = 'L', picture = 'https://p';
         INSERT INTO usernames VALUES (gen_random_uuid(), $1, 'ada', $t, $t);
         INSERT INTO user_metadata VALUES (gen_random_uuid(), $1, '{\"a\":1}', '{\"p\":1.10}', NULL, $t, $t);
         INSERT INTO password_credentials VALUES (gen_random_uuid(), $1, 'hash', $t, $t);
         INSERT INTO otp_secrets VALUES (gen_random_uuid(), $1, 'ABC', $t, $t);
         INSERT INTO emails VALUES ('00000000-0000-4000-8000-000000000002', $1, 'a@b.c', true, $t, $t);
         INSERT INTO identities VALUES
             (gen_random_uuid(), 'sub1', 'google', '{}', '00000000-0000-4000-8000-000000000002', $t, $t, NULL),
             (gen_random_uuid(), 'sub2', 'github', '{}', NULL, '2024-01-01', $t, $1);
         INSERT INTO webauthn_credentials (id, user_id, public_key, attestation_type, aaguid, sign_count,
                                           created_at, updated_at, name, last_used_at, mfa_only)
             VALUES ('key2', $1, 'pk', 'none', '00000000-0000-0000-0000-000000000000', 7,
                     '2024-01-02 03:04:05.6', $t, 'Phone', '2024-02-02', true),
                    ('key1', $1, 'pk', 'none', '00000000-0000-0000-0000-000000000000', 0,
                     '2024-01-01', $t, NULL, NULL, false);
         INSERT INTO webauthn_credential_transports VALUES ('t1', 'usb', 'key2'), ('t2', 'nfc', 'key2')",
    );
    let profile = storage.direct().unwrap().users().profile(USER).unwrap().unwrap();
    assert_eq!((profile.name.as_deref(), profile.given_name.as_deref()), (Some("Ada L"), Some("Ada")));
    assert_eq!((profile.family_name.as_deref(), profile.picture.as_deref()), (Some("L"), Some("https://p")));
    let username = profile.username.unwrap();
    assert_eq!((username.username.as_str(), username.created_at), ("ada", moment(0)));
    assert_eq!((profile.public_metadata.as_deref(), profile.unsafe_metadata), (Some("{\"a\":1}"), None));
    assert_eq!(profile.private_metadata.as_deref(), Some("{\"p\":1.10}"));
    assert_eq!(profile.totp.map(|totp| totp.created_at), Some(moment(0)));
    assert_eq!(profile.password.map(|password| password.updated_at), Some(moment(0)));
    assert_eq!(profile.emails[0].updated_at, moment(0));
    let [github, google] = profile.identities.as_slice() else { panic!("two identities") };
    assert_eq!((github.provider_id.as_str(), github.provider_user_id.as_str()), ("github", "sub2"));
    assert_eq!(
        (github.created_at.to_rfc3339(), github.updated_at),
        ("2024-01-01T00:00:00+00:00".to_owned(), moment(0))
    );
    assert_eq!((google.provider_id.as_str(), google.email_id), ("google", Some(EmailId::new(id(2)))));
    let [first, second] = profile.webauthn_credentials.as_slice() else { panic!("two credentials") };
    assert_eq!((first.id.as_str(), first.name.as_deref(), first.last_used_at), ("key1", None, None));
    assert!(first.transports.is_empty() && !first.mfa_only && second.mfa_only);
    assert_eq!((second.id.as_str(), second.name.as_deref(), second.sign_count), ("key2", Some("Phone"), 7));
    assert_eq!(second.created_at.to_rfc3339(), "2024-01-02T03:04:05.600+00:00");
    assert_eq!(second.last_used_at.unwrap().to_rfc3339(), "2024-02-02T00:00:00+00:00");
    let transports: Vec<_> = second.transports.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(transports, ["nfc", "usb"]);
    assert!(storage.direct().unwrap().users().any_second_factor().unwrap());
}

#[test]
fn every_other_credential_counts() {
    for statement in [
        "INSERT INTO usernames VALUES (gen_random_uuid(), $1, 'ada', $t, $t)",
        "INSERT INTO password_credentials VALUES (gen_random_uuid(), $1, 'hash', $t, $t)",
        "INSERT INTO otp_secrets VALUES (gen_random_uuid(), $1, 'ABC', $t, $t)",
        "INSERT INTO identities VALUES (gen_random_uuid(), 's', 'google', '{}', NULL, $t, $t, $1)",
        "INSERT INTO webauthn_credentials (id, user_id, public_key, attestation_type, aaguid, sign_count, \
         created_at, updated_at) VALUES ('key', $1, 'pk', 'none', gen_random_uuid(), 0, $t, $t)",
    ] {
        let email =
            "INSERT INTO emails VALUES ('00000000-0000-4000-8000-000000000002', NULL, 'a@b', false, $t, $t)";
        let (_database, storage) = database(&format!("{email}; {statement}"));
        let mut direct = storage.direct().unwrap();
        let facts = direct.passcodes().login_facts(USER, EmailId::new(id(2))).unwrap().unwrap();
        assert!(facts.has_other_credentials, "{statement}");
        assert_eq!(facts.owned_emails, 0);
    }
}

#[test]
fn passcodes_without_user_or_address_are_not_seen() {
    let (_database, storage) = database(
        "INSERT INTO passcodes VALUES ('00000000-0000-4000-8000-000000000003', $1, 300, 'hash', 0, $t, $t, NULL)",
    );
    let mut direct = storage.direct().unwrap();
    let passcode_id = PasscodeId::new(id(3));
    assert_eq!(direct.passcodes().find(passcode_id).unwrap(), None);
    let counted = direct.passcodes().count_attempt(passcode_id, None, moment(1)).unwrap();
    assert!(matches!(counted, Counted::Nothing));
}

#[test]
fn a_session_without_end_lives_and_its_creation_is_its_first_use() {
    let (database, storage) = database(
        "INSERT INTO sessions (id, user_id, created_at, updated_at) \
         VALUES ('00000000-0000-4000-8000-000000000003', $1, $t, $t)",
    );
    let lookup = SessionLookup {
        id: SessionId::new(id(3)),
        user_id: USER,
        now: moment(9_000_000),
        idle_before: None,
        touch_before: None,
    };
    let mut direct = storage.direct().unwrap();
    let state = direct.sessions().look_up(&lookup).unwrap();
    assert_eq!(state, SessionState::Live { last_used: moment(0) });
    let touching = SessionLookup { touch_before: Some(moment(1)), ..lookup.clone() };
    let state = direct.sessions().look_up(&touching).unwrap();
    assert_eq!(state, SessionState::Live { last_used: lookup.now });
    let times = "SELECT last_used = updated_at AND updated_at > created_at FROM sessions";
    assert_eq!(run_sql(&database.url(), times).unwrap(), "t");
}

#[test]
fn stored_times_are_utc_with_microseconds() {
    let (database, storage) = database("");
    let mut session = a_session(id(3), USER, moment(0) + TimeDelta::microseconds(123_456));
    session.ip_address = Some("192.0.2.1".to_owned());
    storage.direct().unwrap().sessions().open(&session, 5).unwrap();
    let row = "SELECT created_at, updated_at, last_used, expires_at, ip_address, user_agent FROM sessions";
    assert_eq!(
        run_sql(&database.url(), row).unwrap(),
        "2025-06-15 15:06:40.123456|2025-06-15 15:06:40.123456|2025-06-15 15:06:40.123456|\
         2025-06-15 16:06:40.123456|192.0.2.1|test"
    );
}

#[test]
fn an_audit_entry_is_stored_as_the_reference_does_it() {
    let (database, storage) = database("");
    let record = AuditRecord {
        id: id(5),
        event: AuditEvent::PasscodeLoginFinalFailed,
        error: Some("é".repeat(300)),
        caller: a_caller(),
        user_id: Some(USER),
        user_email: None,
        created_at: moment(0),
    };
    storage.direct().unwrap().audit_records().add(&[record]).unwrap();
    let row = "SELECT type, length(error), meta_http_request_id, meta_source_ip, meta_user_agent, \
        actor_user_id, actor_email IS NULL, created_at = updated_at, details FROM audit_logs";
    assert_eq!(
        run_sql(&database.url(), row).unwrap(),
        format!("passcode_login_final_failed|255|request|192.0.2.1|test|{USER}|t|t|null")
    );
}

#[test]
fn the_sequence_stays_ahead_of_keys_with_given_numbers() {
    let (database, storage) = database("");
    for number in [3, 1] {
        let (kid, key_data, made) = (None, String::new(), moment(0));
        let key = StoredKey { row: Some(number), kid, key_data, created_at: made, signs_from: made };
        storage.direct().unwrap().signing_keys().add(&key).unwrap();
    }
    assert_eq!(run_sql(&database.url(), "SELECT nextval('jwks_id_seq')").unwrap(), "4");
}

/// Writes a mail with the code `012345` to `x1@inkan.test`.
fn add_mail(storage: &PgStorage) {
    let message = NewMessage {
        id: OutboxId::new(id(1)),
        message: OutboxMessage::PasscodeMail(PasscodeMail {
            to: inkan_domain::fakes::an_address(1),
            language: Language::English,
            code: Code::typed("012345".to_owned()),
            lifetime_seconds: 300,
        }),
        created_at: moment(0),
        expires_at: moment(300),
    };
    storage.direct().unwrap().outbox().add(&message).unwrap();
}

#[test]
fn a_message_under_another_secret_is_claimed_but_not_read() {
    let (database, storage) = database("");
    add_mail(&storage);
    let stored = run_sql(&database.url(), "SELECT encode(payload, 'escape') FROM inkan.outbox").unwrap();
    assert!(!stored.contains("012345") && !stored.contains("inkan.test"));

    let settings = PoolSettings::new(support::address(&database));
    let other = PgStorage::connect(&settings, Arc::new(FakeSealer { secret: 1, older: None })).unwrap();
    let claimed = other.direct().unwrap().outbox().claim(1, moment(0), moment(60)).unwrap();
    assert_eq!(claimed.len(), 1);
    assert!(claimed[0].message.is_none());
}

#[test]
fn a_message_under_an_older_secret_is_sealed_anew() {
    let (database, storage) = database("");
    add_mail(&storage);
    let settings = PoolSettings::new(support::address(&database));
    let sealer = FakeSealer { secret: 1, older: Some(0) };
    let storage = PgStorage::connect(&settings, Arc::new(sealer)).unwrap();
    let seal_anew = || storage.direct().unwrap().outbox().seal_anew(None, 10).unwrap().changed;
    assert_eq!([seal_anew(), seal_anew()], [1, 0]);
    let first_byte = run_sql(&database.url(), "SELECT get_byte(payload, 0) FROM inkan.outbox").unwrap();
    assert_eq!(first_byte, "1");
    let claimed = storage.direct().unwrap().outbox().claim(1, moment(0), moment(60)).unwrap();
    assert!(claimed[0].message.is_some());
}
