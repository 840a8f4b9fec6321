//! Dockerfile and docker-compose.yml, parsed: no Docker engine is needed.
use yaml_rust2::{Yaml, YamlLoader};

use crate::dockerfile::{Stage, exec_form, instructions, stages};
use crate::workspace::{read, root};

const INSTRUCTIONS: [&str; 11] = [
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "RUN",
    "STOPSIGNAL",
    "USER",
    "WORKDIR",
];
/// Parts of names whose values must not be written down.
const SECRETS: [&str; 4] = ["KEY", "PASSWORD", "SECRET", "TOKEN"];

fn final_stage() -> Stage {
    stages(&read("Dockerfile")).pop().expect("the Dockerfile has a stage")
}

fn compose() -> Yaml {
    let mut documents =
        YamlLoader::load_from_str(&read("docker-compose.yml")).expect("docker-compose.yml is YAML");
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

/// A key of a service, its own or from the map that it merges in.
fn of_service<'a>(compose: &'a Yaml, service: &str, key: &str) -> &'a Yaml {
    let service = &compose["services"][service];
    let own = &service[key];
    if own.is_badvalue() { &service["<<"][key] } else { own }
}

fn words(list: &Yaml) -> Vec<&str> {
    list.as_vec().map(|items| items.iter().filter_map(Yaml::as_str).collect()).unwrap_or_default()
}

#[test]
fn the_dockerfile_uses_known_instructions_only() {
    for instruction in instructions(&read("Dockerfile")) {
        assert!(INSTRUCTIONS.contains(&instruction.name.as_str()), "{instruction:?}");
    }
}

#[test]
fn files_are_copied_from_stages_and_places_that_exist() {
    let stages = stages(&read("Dockerfile"));
    let names: Vec<&str> = stages.iter().filter_map(|stage| stage.name.as_deref()).collect();
    for copy in stages.iter().flat_map(|stage| stage.all("COPY")) {
        if let Some(rest) = copy.strip_prefix("--from=") {
            let stage = rest.split(' ').next().unwrap_or_default();
            assert!(names.contains(&stage), "no stage is called {stage}");
            continue;
        }
        let mut sources: Vec<&str> = copy.split(' ').collect();
        sources.pop();
        for source in sources {
            assert!(root().join(source).exists(), "{source} does not exist");
        }
    }
}

#[test]
fn the_build_context_holds_what_the_build_reads() {
    let ignored = read(".dockerignore");
    assert!(ignored.lines().any(|line| line == "*"), "only named things go in");
    for needed in ["Cargo.toml", "Cargo.lock", "crates", "migrations", "LICENSE-MIT", "LICENSE-APACHE"] {
        assert!(ignored.lines().any(|line| line.strip_prefix('!') == Some(needed)), "{needed} is left out");
    }
}

#[test]
fn the_final_image_has_no_shell_and_no_root() {
    let stage = final_stage();
    assert!(stage.base.contains("distroless") && stage.base.ends_with(":nonroot"), "{}", stage.base);
    let user = stage.all("USER").last().map(|user| user.split(':').next().unwrap_or_default().to_owned());
    let user: u32 = user.and_then(|user| user.parse().ok()).expect("USER is a number");
    assert_ne!(user, 0);
    assert!(stage.all("RUN").is_empty(), "there is no shell to run anything");
}

#[test]
fn the_image_starts_and_checks_the_server_without_a_shell() {
    let stage = final_stage();
    let health = stage
        .all("HEALTHCHECK")
        .pop()
        .and_then(|health| health.split_once("CMD "))
        .map(|(_, command)| command);
    assert_eq!(health.and_then(exec_form), Some(vec!["/inkan", "isready", "public"]));
    assert_eq!(stage.all("ENTRYPOINT").pop().and_then(exec_form), Some(vec!["/inkan"]));
    assert_eq!(stage.all("CMD").pop().and_then(exec_form), Some(vec!["serve", "all"]));
}

#[test]
fn the_schema_is_brought_up_to_date_before_the_server_starts() {
    let compose = compose();
    let after = |service: &str, other: &str| {
        compose["services"][service]["depends_on"][other]["condition"].as_str().map(str::to_owned)
    };
    assert_eq!(after("server", "migrate").as_deref(), Some("service_completed_successfully"));
    assert_eq!(after("migrate", "postgres").as_deref(), Some("service_healthy"));
    assert_eq!(words(of_service(&compose, "migrate", "command")), ["migrate", "up"]);
    assert_eq!(words(of_service(&compose, "server", "command")), ["serve", "all"]);
}

#[test]
fn every_image_has_a_version() {
    let compose = compose();
    for name in ["server", "migrate", "postgres", "mail"] {
        let image = of_service(&compose, name, "image").as_str().unwrap_or_default();
        let version = image.rsplit_once(':').map(|(_, version)| version);
        assert!(version.is_some_and(|version| version != "latest"), "{name}: {image:?}");
    }
}

#[test]
fn no_secret_is_written_down() {
    let compose = compose();
    for name in ["server", "migrate", "postgres"] {
        let environment =
            of_service(&compose, name, "environment").as_hash().expect("a service has an environment");
        for (key, value) in environment {
            let key = key.as_str().unwrap_or_default();
            if SECRETS.iter().any(|part| key.contains(part)) && !key.contains("TOKEN_HEADER") {
                let value = value.as_str().unwrap_or_default();
                assert!(value.starts_with("${") && value.contains(":?"), "{name}: {key} must come from .env");
            }
        }
    }
    for instruction in instructions(&read("Dockerfile")) {
        assert!(
            !["ARG", "ENV"].contains(&instruction.name.as_str()),
            "{instruction:?} would stay in the image"
        );
    }
}
