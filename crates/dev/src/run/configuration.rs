//! The configuration of a run: what is configured, beneath what a run decides.

use inkan_config::{Configuration, Environment, LoadOptions, Loaded};

use super::Options;
use crate::Failure;

/// Loads file and variables; addresses, database and secret are those of the run.
pub(super) fn load(options: &Options, database_url: String, secret: String) -> Result<Loaded, Failure> {
    let environment = environment(options, Environment::of_process(), database_url, secret);
    let load = LoadOptions { file: options.config.clone(), environment, ..LoadOptions::default() };
    Ok(Configuration::load(load)?)
}

fn environment(
    options: &Options,
    mut environment: Environment,
    database_url: String,
    secret: String,
) -> Environment {
    const AUDIT_LINES: &str = "AUDIT_LOG_CONSOLE_OUTPUT_ENABLED";
    let mut set = |name: &str, value: String| environment.extend([(name.to_owned(), value)]);
    set("SERVER_PUBLIC_ADDRESS", format!("127.0.0.1:{}", options.port));
    set("SERVER_ADMIN_ADDRESS", format!("127.0.0.1:{}", options.admin_port));
    set("DATABASE_URL", database_url);
    set("SECRETS_KEYS", secret);
    // Lines of JSON between those for people; who wants them says so.
    if options.config.is_none() && environment.get(AUDIT_LINES).is_none() {
        environment.extend([(AUDIT_LINES.to_owned(), "false".to_owned())]);
    }
    environment
}

#[cfg(test)]
mod tests {
    use inkan_config::{Configuration, Environment, LoadOptions};

    use super::environment;
    use crate::run::Options;

    fn loaded(variables: &[(&str, &str)]) -> Configuration {
        let options =
            Options { fresh: false, data: None, config: None, port: 1, admin_port: 2, mail_port: 3 };
        let variables: Environment =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let url = "postgres://inkan@127.0.0.1:5/inkan".to_owned();
        let environment = environment(&options, variables, url, "a secret of the run".to_owned());
        Configuration::load(LoadOptions { environment, ..LoadOptions::default() }).unwrap().configuration
    }

    #[test]
    fn the_run_wins_over_variables_where_it_decides() {
        let configuration = loaded(&[
            ("DATABASE_URL", "postgres://elsewhere/production"),
            ("SECRETS_KEYS", "a secret of production"),
            ("SERVER_PUBLIC_ADDRESS", ":80"),
            ("SERVICE_NAME", "Mine"),
            ("AUDIT_LOG_CONSOLE_OUTPUT_ENABLED", "true"),
        ]);
        assert!(configuration.database.url.unwrap().expose().ends_with("127.0.0.1:5/inkan"));
        assert_eq!(configuration.secrets.keys[0].expose(), "a secret of the run");
        assert_eq!(configuration.server.public.address.to_string(), "127.0.0.1:1");
        assert_eq!(configuration.server.admin.address.to_string(), "127.0.0.1:2");
        assert_eq!(configuration.service.name, "Mine");
        assert!(configuration.audit_log.console_enabled);
    }

    #[test]
    fn audit_lines_are_off_unless_asked_for() {
        assert!(!loaded(&[]).audit_log.console_enabled);
    }
}
