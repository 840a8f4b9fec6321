//! The commands that do their work and end.

use serde_json::{Value, json};

use crate::support::{Outcome, Program, SECRET, Settings, migrated, run, run_with};

#[test]
fn the_version_is_printed() {
    let output = run(&["version"]).succeeded();
    assert_eq!(output, format!("v{}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn what_is_not_understood_is_answered_with_the_usage() {
    for arguments in [&["server"][..], &["serve"], &["serve", "all", "--flag"], &["migrate", "down"], &[]] {
        let Outcome { code, errors, .. } = run(arguments);
        assert_eq!(code, Some(1), "{arguments:?}: {errors}");
        assert!(errors.contains("Usage: inkan"), "{arguments:?}: {errors}");
    }
    assert!(run(&["--help"]).succeeded().contains("Usage: inkan"));
}

#[test]
fn a_wrong_argument_is_answered_with_those_that_are_right() {
    let Outcome { code, errors, .. } = run(&["serve", "none"]);
    assert_eq!(code, Some(1));
    assert!(errors.contains("possible values: all, public, admin"), "{errors}");
}

#[test]
fn a_named_file_that_is_not_there_is_refused() {
    let refusal = run(&["serve", "all", "--config", "/nowhere/config.yaml"]).refused();
    assert!(refusal.starts_with("failed to load config from: /nowhere/config.yaml: "), "{refusal}");
}

#[test]
fn a_private_jwk_is_made() {
    let settings = Settings::new(&migrated());
    let output = run_with(&settings, &["jwk", "create"]).succeeded();
    let key: Value = serde_json::from_str(output.strip_prefix("create called\n").unwrap()).unwrap();
    assert_eq!((&key["kty"], &key["kid"]), (&json!("RSA"), &json!("key1")));
    assert_eq!((&key["alg"], &key["use"]), (&json!("RS256"), &json!("sig")));
    for member in ["n", "e", "d", "p", "q", "dp", "dq", "qi"] {
        assert!(key[member].is_string(), "{member} is missing");
    }
}

#[test]
fn readiness_is_asked_of_either_listener() {
    let database = migrated();
    let mut program = Program::serve(&Settings::new(&database));
    let settings = Settings::new(&database)
        .with("SERVER_PUBLIC_ADDRESS", &program.public().address.to_string())
        .with("SERVER_ADMIN_ADDRESS", &program.admin().address.to_string());
    for listener in ["public", "admin"] {
        let Outcome { code, errors, .. } = run_with(&settings, &["isready", listener]);
        assert_eq!((code, errors), (Some(0), format!("Service {listener} is ready\n")));
    }
    program.kill();
    for listener in ["public", "admin"] {
        let Outcome { code, errors, .. } = run_with(&settings, &["isready", listener]);
        assert_eq!((code, errors), (Some(1), format!("Service {listener} is not ready\n")));
    }
}

#[test]
fn the_configuration_is_shown_without_secrets() {
    let settings = Settings::new(&migrated())
        .with("DATABASE_URL", "postgres://inkan:hunter2-database@127.0.0.1:5432/inkan")
        .with("EMAIL_DELIVERY_SMTP_PASSWORD", "hunter2-mail");
    let Outcome { code, output, errors } = run_with(&settings, &["config", "check"]);
    assert_eq!(code, Some(0), "{errors}");
    for key in ["session.lifespan: ", "secrets.keys: ", "database.url: ", "server.public.address: "] {
        assert!(output.lines().any(|line| line.starts_with(key)), "{key} is missing");
    }
    for secret in [SECRET, "hunter2"] {
        assert!(!output.contains(secret) && !errors.contains(secret), "{secret} is shown");
    }
}

#[test]
fn an_unknown_key_warns_and_is_refused_where_that_is_asked_for() {
    let database = migrated();
    let yaml = format!(
        "database: {{ url: \"{}\" }}\nsecrets: {{ keys: [{SECRET}] }}\nsesion: {{ limit: 2 }}\n",
        database.url()
    );
    let settings = Settings::from_yaml(&yaml);
    let Outcome { code, errors, .. } = run_with(&settings, &["config", "check"]);
    assert_eq!(code, Some(0));
    assert!(errors.contains("sesion") && errors.contains("session"), "{errors}");
    let refusal = run_with(&settings, &["config", "check", "--strict-config"]).refused();
    assert!(refusal.contains("sesion"), "{refusal}");
}

#[test]
fn secrets_are_read_from_files() {
    let database = migrated();
    let settings = Settings::from_yaml("server: { public: { address: \"127.0.0.1:0\" } }");
    let secret = settings.write("secret", "a-secret-from-a-file\n");
    let url = settings.write("url", &database.url());
    let settings = settings
        .with("SECRETS_KEYS_FILE", secret.to_str().unwrap())
        .with("DATABASE_URL_FILE", url.to_str().unwrap());
    let program = Program::serve_only(&settings, "public", 1);
    program.public().get("/health/ready").expect(200);
    drop(program);
    let plain = Settings::new(&database).with("SECRETS_KEYS", "a-secret-from-a-file");
    Program::serve(&plain).public().get("/health/ready").expect(200);
}
