//! What the ports' contracts cannot see: columns, wildcards, and rows that other programs write.
#![expect(clippy::unwrap_used, reason = "tests")]

use inkan_domain::admin::AuditFilter;
use inkan_domain::api_key::{ApiKey, KeyDigest, Scope};
use inkan_domain::email::NewEmail;
use inkan_domain::fakes::{an_address, id, moment};
use inkan_domain::outbox::{NewMessage, OutboxBacklog, OutboxMessage};
use inkan_domain::password::PasswordHash;
use inkan_domain::webhook::{WebhookEvent, WebhookMessage, WebhookTarget};
use inkan_domain::{EmailId, OutboxId, Secret, Storage, UserId};
use inkan_persistence::PgStorage;
use inkan_postgres::{TestDatabase, run_sql};

use crate::support;

const USER: UserId = UserId::new(id(1));

fn database() -> (TestDatabase, PgStorage) {
    let database = support::migrated();
    let storage = support::storage(&database);
    storage.direct().unwrap().users().add(USER, moment(0)).unwrap();
    (database, storage)
}

fn answer(database: &TestDatabase, question: &str) -> String {
    run_sql(&database.url(), question).unwrap()
}

#[test]
fn a_password_keeps_its_row_and_shows_in_the_profile() {
    let (database, storage) = database();
    let mut direct = storage.direct().unwrap();
    for (number, seconds) in [(10, 1), (11, 2)] {
        let hash = PasswordHash::new(format!("hash {number}"));
        direct.passwords().set(USER, &hash, id(number), moment(seconds)).unwrap();
    }
    let old = PasswordHash::new("hash 11".to_owned());
    direct.passwords().replace(USER, &old, &PasswordHash::new("new".to_owned()), moment(3)).unwrap();
    let profile = direct.users().profile(USER).unwrap().unwrap();
    let password = profile.password.unwrap();
    assert_eq!((password.id, password.created_at, password.updated_at), (id(10), moment(1), moment(3)));
    assert_eq!(
        answer(&database, "SELECT user_id, password FROM password_credentials"),
        format!("{USER}|new")
    );
}

#[test]
fn a_described_account_bears_the_times_that_it_was_given() {
    let (_database, storage) = database();
    let user_id = UserId::new(id(2));
    let mut direct = storage.direct().unwrap();
    assert!(direct.users().add_if_new(user_id, moment(-9), moment(1)).unwrap());
    assert!(direct.users().add_username(user_id, "Ada", id(3), moment(2)).unwrap());
    let profile = direct.users().profile(user_id).unwrap().unwrap();
    assert_eq!((profile.created_at, profile.updated_at), (moment(-9), moment(1)));
    let username = profile.username.unwrap();
    assert_eq!((username.created_at, username.updated_at), (moment(2), moment(2)));
}

#[test]
fn the_primary_mark_moves_within_its_row() {
    let (database, storage) = database();
    let mut direct = storage.direct().unwrap();
    for number in [10, 11] {
        let address = an_address(number);
        let email = NewEmail { id: EmailId::new(id(number)), address, user_id: Some(USER), now: moment(0) };
        direct.emails().reserve(&email).unwrap();
    }
    direct.emails().make_primary(EmailId::new(id(10)), USER, id(20), moment(1)).unwrap();
    direct.emails().make_primary(EmailId::new(id(11)), USER, id(21), moment(2)).unwrap();
    let (made, moved) = (moment(1).naive_utc(), moment(2).naive_utc());
    let row = "SELECT id, email_id, created_at, updated_at FROM primary_emails";
    assert_eq!(answer(&database, row), format!("{}|{}|{made}|{moved}", id(20), id(11)));
    assert!(direct.emails().remove(EmailId::new(id(11))).is_err());
    assert_eq!(direct.emails().count_owned(USER).unwrap(), 2);
}

#[test]
fn an_address_tells_when_its_row_was_written() {
    let (_database, storage) = database();
    let email = NewEmail { id: EmailId::new(id(10)), address: an_address(10), user_id: None, now: moment(0) };
    let mut direct = storage.direct().unwrap();
    assert_eq!(direct.emails().reserve(&email).unwrap().updated_at, moment(0));
    let owned = NewEmail { user_id: Some(USER), now: moment(1), ..email.clone() };
    assert_eq!(direct.emails().reserve(&owned).unwrap().updated_at, moment(1));
    direct.emails().prove(email.id, USER, moment(2)).unwrap();
    let proven = direct.emails().find_by_address(&email.address).unwrap().unwrap();
    assert_eq!((proven.created_at, proven.updated_at), (moment(0), moment(2)));
}

#[test]
fn tokens_of_flows_and_with_verifiers_are_not_seen() {
    let (database, storage) = database();
    let insert = format!(
        "INSERT INTO tokens (id, user_id, value, expires_at, created_at, updated_at, is_flow, code_verifier) \
         VALUES (gen_random_uuid(), '{USER}', 'flow', now(), now(), now(), true, NULL), \
                (gen_random_uuid(), '{USER}', 'pkce', now(), now(), now(), false, 'verifier'), \
                (gen_random_uuid(), '{USER}', 'plain', now(), now(), now(), false, NULL)"
    );
    answer(&database, &insert);
    let mut direct = storage.direct().unwrap();
    for (value, is_seen) in [("flow", false), ("pkce", false), ("plain", true)] {
        assert_eq!(direct.one_time_tokens().find(value).unwrap().is_some(), is_seen, "{value}");
    }
}

#[test]
fn a_hook_is_told_once_and_only_while_it_is_enabled() {
    let (database, storage) = database();
    let insert = format!(
        "INSERT INTO webhooks (id, callback, enabled, expires_at, created_at, updated_at) VALUES \
             ('{one}', 'https://one', true, now(), '2024-02-02', now()), \
             ('{two}', 'https://two', true, now(), '2024-01-01', now()), \
             ('{off}', 'https://off', false, now(), '2024-01-01', now()); \
         INSERT INTO webhook_events SELECT gen_random_uuid(), id, event, now(), now() \
         FROM webhooks, (VALUES ('user'), ('user.create'), ('user_create'), (NULL)) AS wanted (event)",
        one = id(10),
        two = id(11),
        off = id(12)
    );
    answer(&database, &insert);
    let mut direct = storage.direct().unwrap();
    let wanting = direct.webhook_subscriptions().wanting(WebhookEvent::UserCreate).unwrap();
    assert_eq!(wanting, [11, 10].map(id));
    assert!(direct.webhook_subscriptions().wanting(WebhookEvent::EmailSend).unwrap().is_empty());
}

#[test]
fn a_key_is_stored_as_its_digest_and_unknown_scopes_allow_nothing() {
    let (database, storage) = database();
    let key = ApiKey {
        id: id(10),
        name: "ci".to_owned(),
        digest: KeyDigest([0xab; 32]),
        scopes: vec![Scope::All, Scope::UsersRead],
        created_at: moment(0),
        last_used_at: None,
        expires_at: None,
    };
    let mut direct = storage.direct().unwrap();
    assert!(direct.api_keys().add(&key).unwrap());
    let row = "SELECT name, encode(digest, 'hex'), scopes FROM inkan.api_keys";
    assert_eq!(answer(&database, row), format!("ci|{}|{{*,users:read}}", "ab".repeat(32)));
    answer(&database, "UPDATE inkan.api_keys SET scopes = '{users:fly,users:read}'");
    let found = direct.api_keys().find(&key.digest).unwrap().unwrap();
    assert_eq!(found.scopes, [Scope::UsersRead]);
}

#[test]
fn wildcards_of_the_caller_act_in_the_audit_log() {
    let (database, storage) = database();
    let insert = "INSERT INTO audit_logs (id, type, meta_http_request_id, meta_source_ip, meta_user_agent, \
            actor_user_id, actor_email, details, created_at, updated_at) VALUES \
        (gen_random_uuid(), 'a', '', '192.0.2.1', '', NULL, 'ab@c', '{\"k\":1}', now(), now()), \
        (gen_random_uuid(), 'b', '', '192.0.2.2', '', NULL, 'a%@c', NULL, now(), now()), \
        (gen_random_uuid(), 'c', '', '', '', NULL, NULL, 'null', now(), now())";
    answer(&database, insert);
    let mut direct = storage.direct().unwrap();
    let mut events = |filter: &AuditFilter| {
        let page = direct.audit_records().list(filter, 0, 10).unwrap();
        let mut events: Vec<_> =
            page.records.iter().map(|record| (record.event.clone(), record.details.clone())).collect();
        events.sort_unstable();
        assert_eq!(page.total, i64::try_from(events.len()).unwrap());
        events
            .into_iter()
            .map(|(event, details)| event + details.as_deref().unwrap_or(""))
            .collect::<Vec<_>>()
    };
    let text = |text: &str| Some(text.to_owned());
    let all = ["a{\"k\":1}", "b", "cnull"];
    assert_eq!(events(&AuditFilter::default()), all);
    assert_eq!(events(&AuditFilter { actor_email: text("a_@"), ..AuditFilter::default() }), all[..2]);
    assert_eq!(events(&AuditFilter { actor_email: text("a%c"), ..AuditFilter::default() }), all[..2]);
    assert_eq!(events(&AuditFilter { actor_email: text("a\\%@"), ..AuditFilter::default() }), [all[1]]);
    assert_eq!(events(&AuditFilter { meta_source_ip: text("1%2._"), ..AuditFilter::default() }), all[..2]);
    assert_eq!(events(&AuditFilter { q: text("%2.2"), ..AuditFilter::default() }), [all[1]]);
}

#[test]
fn only_mails_count_as_backlog() {
    let (database, storage) = database();
    let data = Secret::new("{}".to_owned());
    let event =
        WebhookMessage { target: WebhookTarget::Stored(id(9)), event: "user.create".to_owned(), data };
    let message = NewMessage {
        id: OutboxId::new(id(10)),
        message: OutboxMessage::Webhook(event),
        created_at: moment(0),
        expires_at: moment(300),
    };
    let mut direct = storage.direct().unwrap();
    direct.outbox().add(&message).unwrap();
    assert_eq!(answer(&database, "SELECT kind FROM inkan.outbox"), "webhook");
    assert_eq!(direct.outbox().backlog().unwrap(), OutboxBacklog::default());
}
