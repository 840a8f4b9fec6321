//! Each framework stays in the crate that adapts it.
use std::collections::BTreeSet;

use crate::workspace::{built_in, is_ours, members, short};

/// Packages whose name is, or begins with, the first word are known to these crates only.
const HOME: [(&str, &[&str]); 13] = [
    ("actix", &["app", "http"]),
    ("bcrypt", &["password", "token"]),
    ("config", &["config"]),
    ("diesel", &["persistence"]),
    ("josekit", &["token"]),
    ("jsonwebtoken", &[]),
    ("lettre", &["mail"]),
    ("libpq", &["persistence"]),
    ("postgres", &[]),
    ("pq-sys", &["persistence"]),
    ("r2d2", &["persistence"]),
    ("sqlx", &[]),
    ("tokio-postgres", &[]),
];

const DOMAIN_MAY_USE: [&str; 5] = ["chrono", "thiserror", "tracing", "uuid", "zeroize"];

/// Features of chrono that read the machine's clock.
const CLOCK_FEATURES: [&str; 3] = ["clock", "default", "now"];

#[test]
fn frameworks_stay_in_their_crate() {
    for package in members() {
        let name = short(&package.name);
        for dependency in built_in(package).filter(|dependency| !is_ours(dependency)) {
            let home = HOME.iter().find(|(framework, _)| belongs_to(&dependency.name, framework));
            if let Some((framework, crates)) = home {
                assert!(
                    crates.contains(&name),
                    "{name} may not use {}: {framework} is adapted elsewhere",
                    dependency.name
                );
            }
        }
    }
}

#[test]
fn the_domain_uses_no_framework() {
    let domain =
        members().into_iter().find(|package| short(&package.name) == "domain").expect("domain exists");
    let used: BTreeSet<&str> = built_in(domain).map(|dependency| dependency.name.as_str()).collect();
    let unexpected: Vec<_> = used.iter().filter(|name| !DOMAIN_MAY_USE.contains(name)).collect();
    assert!(unexpected.is_empty(), "the domain may not use {unexpected:?}");
}

#[test]
fn the_domain_cannot_read_the_clock() {
    let domain =
        members().into_iter().find(|package| short(&package.name) == "domain").expect("domain exists");
    for chrono in built_in(domain).filter(|dependency| dependency.name == "chrono") {
        assert!(!chrono.uses_default_features, "chrono's default features read the clock");
        let reading: Vec<_> =
            chrono.features.iter().filter(|feature| CLOCK_FEATURES.contains(&feature.as_str())).collect();
        assert!(reading.is_empty(), "{reading:?} of chrono read the clock");
    }
}

/// `diesel` is the home of `diesel` and `diesel_migrations`, not of `dieselpunk`.
fn belongs_to(name: &str, framework: &str) -> bool {
    name.strip_prefix(framework).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
}

#[test]
fn a_framework_is_found_by_whole_words() {
    assert!(belongs_to("diesel_migrations", "diesel"));
    assert!(belongs_to("actix-web", "actix"));
    assert!(!belongs_to("configparser", "config"));
}
