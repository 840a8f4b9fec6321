//! Where the database is.

use inkan_domain::Secret;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but unreserved characters (RFC 3986 §2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Parameters of a connection that libpq knows; any other one in a URL is a setting of the server.
const LIBPQ_PARAMETERS: [&str; 48] = [
    "application_name",
    "channel_binding",
    "client_encoding",
    "connect_timeout",
    "dbname",
    "fallback_application_name",
    "gssdelegation",
    "gssencmode",
    "gsslib",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "max_protocol_version",
    "min_protocol_version",
    "options",
    "passfile",
    "password",
    "port",
    "replication",
    "require_auth",
    "requirepeer",
    "requiressl",
    "scram_client_key",
    "scram_server_key",
    "service",
    "servicefile",
    "ssl",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcert",
    "sslcertmode",
    "sslcompression",
    "sslcrl",
    "sslcrldir",
    "sslkey",
    "sslkeylogfile",
    "sslmode",
    "sslnegotiation",
    "sslpassword",
    "sslrootcert",
    "sslsni",
    "target_session_attrs",
    "tcp_user_timeout",
];

/// Where the database is and who logs in.
#[derive(Clone, Debug)]
pub enum DatabaseAddress {
    /// `postgres://user:password@host:port/name?sslmode=…`; parameters that are not libpq's are passed to the
    /// server as settings of the session.
    Url(Secret),
    /// In parts.
    Parts {
        /// Host name, address, or folder of the socket.
        host: String,
        /// Port, as text since it is configured so.
        port: String,
        /// Login role.
        user: String,
        /// Its password; may be empty.
        password: Secret,
        /// Name of the database.
        database: String,
    },
}

impl DatabaseAddress {
    /// The address as libpq reads it, with parameters and session settings of ours, which those of the
    /// operator override.
    pub(crate) fn conninfo(&self, parameters: &[(&str, String)], settings: &[(&str, String)]) -> Secret {
        match self {
            Self::Url(url) => Secret::new(with_query(url.expose(), parameters, settings)),
            Self::Parts { host, port, user, password, database } => {
                let mut text = String::new();
                let parts = [("host", host), ("port", port), ("user", user), ("dbname", database)];
                for (key, value) in parts {
                    push_pair(&mut text, key, value);
                }
                if !password.expose().is_empty() {
                    push_pair(&mut text, "password", password.expose());
                }
                for (key, value) in parameters {
                    push_pair(&mut text, key, value);
                }
                push_pair(&mut text, "options", &options(settings));
                Secret::new(text)
            }
        }
    }
}

/// Quotes a value for a connection string of keywords (libpq, "Keyword/Value Connection Strings").
fn push_pair(text: &mut String, key: &str, value: &str) {
    text.push_str(key);
    text.push_str("='");
    text.push_str(&value.replace('\\', "\\\\").replace('\'', "\\'"));
    text.push_str("' ");
}

/// Settings of a session as libpq's `options` take them: blanks and backslashes are escaped.
fn options(settings: &[(&str, String)]) -> String {
    let settings = settings.iter().map(|(key, value)| {
        let value = value.replace('\\', "\\\\").replace(' ', "\\ ");
        format!("-c {key}={value}")
    });
    settings.collect::<Vec<_>>().join(" ")
}

fn with_query(url: &str, parameters: &[(&str, String)], settings: &[(&str, String)]) -> String {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let mut wanted_options = options(settings);
    let mut pairs: Vec<String> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if key == "options" {
            wanted_options = format!("{wanted_options} {}", decode(value));
        } else if LIBPQ_PARAMETERS.contains(&key) {
            pairs.push(pair.to_owned());
        } else {
            wanted_options = format!("{wanted_options} {}", options(&[(key, decode(value))]));
        }
    }
    for (key, value) in parameters {
        if !pairs.iter().any(|pair| pair.split('=').next() == Some(key)) {
            pairs.push(format!("{key}={}", encode(value)));
        }
    }
    pairs.push(format!("options={}", encode(&wanted_options)));
    format!("{base}?{}", pairs.join("&"))
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use inkan_domain::Secret;

    use super::DatabaseAddress;

    fn conninfo(url: &str) -> String {
        let address = DatabaseAddress::Url(Secret::new(url.to_owned()));
        let ours =
            address.conninfo(&[("connect_timeout", "3".to_owned())], &[("lock_timeout", "5".to_owned())]);
        ours.expose().to_owned()
    }

    #[test]
    fn our_parameters_are_added_to_a_url() {
        assert_eq!(
            conninfo("postgres://a:b@h/d"),
            "postgres://a:b@h/d?connect_timeout=3&options=-c%20lock_timeout%3D5"
        );
    }

    #[test]
    fn parameters_of_the_operator_win() {
        assert_eq!(
            conninfo("postgres://h/d?connect_timeout=9&options=-c%20lock_timeout%3D7"),
            "postgres://h/d?connect_timeout=9&options=-c%20lock_timeout%3D5%20-c%20lock_timeout%3D7"
        );
    }

    #[test]
    fn unknown_parameters_become_settings_of_the_session() {
        assert_eq!(
            conninfo("postgres://h/d?work_mem=8MB&sslmode=disable"),
            "postgres://h/d?sslmode=disable&connect_timeout=3\
             &options=-c%20lock_timeout%3D5%20-c%20work_mem%3D8MB"
        );
    }

    #[test]
    fn parts_are_quoted() {
        let address = DatabaseAddress::Parts {
            host: "h".to_owned(),
            port: "5432".to_owned(),
            user: "u".to_owned(),
            password: Secret::new(r"it's \ secret".to_owned()),
            database: "d".to_owned(),
        };
        assert_eq!(
            address.conninfo(&[], &[("search_path", "a b".to_owned())]).expose(),
            r"host='h' port='5432' user='u' dbname='d' password='it\'s \\ secret' options='-c search_path=a\\ b' "
        );
    }
}
