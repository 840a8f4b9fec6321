//! `inkan isready public|admin`.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::process::ExitCode;
use std::time::Duration;

use inkan_config::ListenAddress;

use crate::cli::{Listener, Source};
use crate::commands::{complain, load};

/// Longest wait for the connection, and for each part of the answer.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Asks `/health/ready` of the configured address.
pub(super) fn run(listener: Listener, source: &Source) -> ExitCode {
    let server = match load(source) {
        Ok(loaded) => loaded.configuration.server,
        Err(error) => {
            complain(&error);
            return ExitCode::FAILURE;
        }
    };
    let (name, address) = match listener {
        Listener::Public => ("public", &server.public.address),
        Listener::Admin => ("admin", &server.admin.address),
    };
    if is_ready(address) {
        eprintln!("Service {name} is ready");
        ExitCode::SUCCESS
    } else {
        eprintln!("Service {name} is not ready");
        ExitCode::FAILURE
    }
}

/// Asks over HTTP/1.0, so that the server closes the connection at the end of the answer.
fn is_ready(address: &ListenAddress) -> bool {
    let host = match address.host() {
        "" | "0.0.0.0" | "::" => "localhost",
        host => host,
    };
    let Ok(addresses) = (host, address.port()).to_socket_addrs() else { return false };
    addresses.into_iter().any(|address| {
        let answer = || -> std::io::Result<bool> {
            let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
            stream.set_read_timeout(Some(TIMEOUT))?;
            stream.set_write_timeout(Some(TIMEOUT))?;
            stream.write_all(format!("GET /health/ready HTTP/1.0\r\nHost: {host}\r\n\r\n").as_bytes())?;
            let mut status = [0; 12];
            stream.read_exact(&mut status)?;
            Ok(status.ends_with(b" 200"))
        };
        answer().unwrap_or(false)
    })
}
