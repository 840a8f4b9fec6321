//! Keys of administrators, on fakes.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{AuthorizeAdminError, CreateApiKey, ListApiKeys, RevokeApiKey, Scope};
use crate::Secret;
use crate::fakes::{Bench, FakeKeyCodec, moment};

fn create(bench: &Bench) -> CreateApiKey {
    CreateApiKey {
        storage: bench.storage.clone(),
        random: bench.random.clone(),
        clock: bench.clock.clone(),
        codec: Arc::new(FakeKeyCodec),
    }
}

#[test]
fn a_key_may_do_what_its_scopes_say() {
    let bench = Bench::default();
    let made = create(&bench).execute("ci", vec![Scope::UsersRead], None).unwrap().unwrap();
    let authorize = bench.authorize_admin(false);
    authorize.execute(Some(&made.key), Scope::UsersRead).unwrap();
    let refused = authorize.execute(Some(&made.key), Scope::UsersWrite);
    assert!(matches!(refused, Err(AuthorizeAdminError::MissingScope(Scope::UsersWrite))));
    let other = Secret::new("another key".to_owned());
    assert!(matches!(
        authorize.execute(Some(&other), Scope::UsersRead),
        Err(AuthorizeAdminError::Unauthenticated)
    ));
    assert!(matches!(authorize.execute(None, Scope::UsersRead), Err(AuthorizeAdminError::Unauthenticated)));
}

#[test]
fn an_open_api_asks_for_no_key() {
    Bench::default().authorize_admin(true).execute(None, Scope::UsersWrite).unwrap();
}

#[test]
fn an_expired_or_revoked_key_opens_nothing() {
    let bench = Bench::default();
    let expires_at = Some(moment(10));
    let made = create(&bench).execute("short", vec![Scope::All], expires_at).unwrap().unwrap();
    let authorize = bench.authorize_admin(false);
    authorize.execute(Some(&made.key), Scope::AuditRead).unwrap();
    bench.clock.advance(TimeDelta::seconds(10));
    assert!(authorize.execute(Some(&made.key), Scope::AuditRead).is_err());
    let made = create(&bench).execute("long", vec![Scope::All], None).unwrap().unwrap();
    assert!(RevokeApiKey { storage: bench.storage.clone() }.execute("long").unwrap());
    assert!(authorize.execute(Some(&made.key), Scope::AuditRead).is_err());
}

#[test]
fn a_name_is_given_once() {
    let bench = Bench::default();
    assert!(create(&bench).execute("ci", vec![Scope::All], None).unwrap().is_some());
    assert!(create(&bench).execute("ci", vec![Scope::All], None).unwrap().is_none());
    assert_eq!(ListApiKeys { storage: bench.storage.clone() }.execute().unwrap().len(), 1);
}
