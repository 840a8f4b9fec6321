//! The three ports, looked at before anything is started.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

use crate::Failure;
use crate::run::Options;

/// Refuses ports that cannot be listened on, and keeps the mail page's. The two of the API are bound by the
/// server itself.
pub(super) fn claim(options: &Options) -> Result<TcpListener, Failure> {
    let mail = bind(options.mail_port, "mail page", "--mail-port")?;
    let public = bind(options.port, "public API", "--port")?;
    drop((public, bind(options.admin_port, "admin API", "--admin-port")?));
    Ok(mail)
}

fn bind(port: u16, what: &'static str, flag: &'static str) -> Result<TcpListener, Failure> {
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    bound.map_err(|source| Failure::Port { port, what, flag, source })
}

/// The same message when somebody took a port between the look and the start.
pub(super) fn explain(error: inkan_app::StartError, options: &Options) -> Failure {
    match error {
        inkan_app::StartError::Bind { address, source } if source.kind() == ErrorKind::AddrInUse => {
            let is_admin = address.ends_with(&format!(":{}", options.admin_port));
            let (port, what, flag) = if is_admin {
                (options.admin_port, "admin API", "--admin-port")
            } else {
                (options.port, "public API", "--port")
            };
            Failure::Port { port, what, flag, source }
        }
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::claim;
    use crate::run::Options;

    #[test]
    fn a_taken_port_is_named_with_the_flag_that_helps() {
        let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let free = Options { fresh: false, data: None, config: None, port: 0, admin_port: 0, mail_port: 0 };
        assert!(claim(&free).is_ok());
        for (options, flag) in [
            (Options { port, ..free.clone() }, "run --port PORT"),
            (Options { admin_port: port, ..free.clone() }, "run --admin-port PORT"),
            (Options { mail_port: port, ..free }, "run --mail-port PORT"),
        ] {
            let message = claim(&options).unwrap_err().to_string();
            assert!(message.contains(&port.to_string()) && message.contains(flag), "{message}");
        }
    }
}
