//! Secrets never leave by a message, a listing or a debug print.
#![expect(clippy::unwrap_used, dead_code, reason = "tests")]

mod support;

use support::{load_both, load_yaml, problems, shown};

const YAML: &str = "
secrets: {keys: [hunter2-hunter2-hunter2]}
database: {url: 'postgres://me:hunter2@db:5432/x?sslmode=require', password: hunter2}
email_delivery: {smtp: {password: hunter2}}
smtp: {password: hunter2}
admin: {api_keys: [hunter2-hunter2-hunter2]}
rate_limiter: {redis_config: {password: hunter2}}
flow_locker: {redis_config: {password: hunter2}}
webhooks: {hooks: [{callback: 'https://me:hunter2@hooks.test/', events: [user]}]}
third_party:
  providers: {google: {secret: hunter2}}
  custom_providers: {own: {secret: hunter2}}
";

#[test]
fn the_listing_hides_every_secret() {
    let loaded = load_yaml(YAML).unwrap();
    let listing = format!("{:?} {:?}", loaded.effective, loaded.warnings);
    assert!(!listing.contains("hunter2"), "{listing}");
    assert_eq!(shown(&loaded, "secrets.keys"), r#"["***"] (file)"#);
    assert_eq!(shown(&loaded, "database.url"), r#""postgres://me:***@db:5432/x?sslmode=require" (file)"#);
    assert_eq!(shown(&loaded, "email_delivery.smtp.password"), r#""***" (file)"#);
    assert_eq!(shown(&loaded, "third_party.providers.apple.secret"), r#""" (default)"#);
}

#[test]
fn a_debug_print_of_the_tree_hides_every_secret_that_is_one() {
    let mut configuration = load_yaml(YAML).unwrap().configuration;
    configuration.webhooks.hooks.clear();
    let printed = format!("{configuration:?}");
    assert!(!printed.contains("hunter2"), "{printed}");
    assert!(printed.contains("Secret(***)"));
}

#[test]
fn a_debug_print_of_the_environment_shows_names_alone() {
    let variables = [("DATABASE_PASSWORD".to_owned(), "hunter2".to_owned())];
    let environment: inkan_config::Environment = variables.into_iter().collect();
    assert_eq!(format!("{environment:?}"), r#"{"DATABASE_PASSWORD"}"#);
}

#[test]
fn refusals_do_not_repeat_secrets() {
    for yaml in [
        "secrets: {keys: [hunter2]}",
        "secrets: {keys: {hunter2: hunter2}}",
        "secrets: {keys: [[hunter2]]}",
        "secrets: hunter2",
        "database: {url: 'mysql://me:hunter2@db/x'}",
        "database: {password: [hunter2]}",
        "admin: {api_keys: [hunter2]}",
        "third_party: {custom_providers: {own: {secret: [hunter2]}}}",
        "third_party: {custom_providers: {own: hunter2}}",
    ] {
        let text = problems(load_yaml(yaml)).join("\n");
        assert!(!text.contains("hunter2"), "{text}");
    }
    let both = [("DATABASE_URL", "hunter2"), ("SECRETS_KEYS", "hunter2")];
    let text = problems(load_both("", &both)).join("\n");
    assert!(!text.contains("hunter2"), "{text}");
}

#[test]
fn values_are_shown_as_yaml() {
    let loaded =
        load_yaml("session: {lifespan: 90m, audience: [a, 'b \"c']}\nservice: {name: 'a: b'}").unwrap();
    assert_eq!(shown(&loaded, "session.lifespan"), "1h30m (file)");
    assert_eq!(shown(&loaded, "session.audience"), r#"["a","b \"c"] (file)"#);
    assert_eq!(shown(&loaded, "service.name"), r#""a: b" (file)"#);
    assert_eq!(shown(&loaded, "admin.metrics_public"), "null (default)");
}
