//! What stands around the measured server: database, mail sink, configuration, accounts.

use std::cell::Cell;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use tempfile::TempDir;

use super::Options;
use super::accounts::{self, Account};
use super::database::Database;
use super::interrupt::Interrupt;
use super::server::{self, Server};
use super::smtp_sink::SmtpSink;
use crate::Failure;

/// How long a mail may take.
const MAIL_PATIENCE: Duration = Duration::from_secs(30);

/// Everything but the server itself. Fields are dropped in this order.
pub(super) struct Workshop {
    pub(super) database: Database,
    pub(super) sink: SmtpSink,
    pub(super) interrupt: Interrupt,
    accounts: Vec<Account>,
    /// How many accounts were handed out.
    used: Cell<usize>,
    binary: PathBuf,
    configuration: PathBuf,
    log: PathBuf,
    address: SocketAddr,
    /// Holds the configuration.
    _folder: TempDir,
}

impl Workshop {
    /// Starts the database, builds the schema and makes the accounts.
    pub(super) fn open(options: &Options) -> Result<Self, Failure> {
        let interrupt = Interrupt::listen()?;
        let binary = binary(options)?;
        let database = Database::start()?;
        let sink = SmtpSink::start()?;
        let folder = tempfile::tempdir()?;
        let configuration = folder.path().join("config.yaml");
        let [address, admin] = free_addresses()?;
        let text = configuration_file(&database.url(), address, admin, sink.address(), options.audit_log);
        std::fs::write(&configuration, text).map_err(Failure::file("write", &configuration))?;
        interrupt.check()?;
        let migrated = server::command(&binary, &["migrate", "up"], &configuration).output()?;
        if !migrated.status.success() {
            let said = String::from_utf8_lossy(&migrated.stderr).into_owned();
            return Err(Failure::Bench(format!("migrate up failed: {said}")));
        }
        eprintln!("making {} accounts", options.users);
        let accounts = accounts::make(&database, options.users)?;
        interrupt.check()?;
        let (log, used) = (options.log.clone(), Cell::new(0));
        Ok(Self {
            database,
            sink,
            interrupt,
            accounts,
            used,
            binary,
            configuration,
            log,
            address,
            _folder: folder,
        })
    }

    /// Starts the server and tells how long that took.
    pub(super) fn time_server(&self) -> Result<(Server, Duration), Failure> {
        Server::start(&self.binary, &self.configuration, &self.log, self.address, &self.interrupt)
    }

    /// Starts the server.
    pub(super) fn start_server(&self) -> Result<Server, Failure> {
        Ok(self.time_server()?.0)
    }

    /// The next accounts, so that each is used as rarely as there are accounts.
    pub(super) fn take_accounts(&self, count: usize) -> Vec<Account> {
        let first = self.used.get();
        self.used.set(first + count);
        self.accounts.iter().cycle().skip(first % self.accounts.len().max(1)).take(count).cloned().collect()
    }

    /// How many accounts can be told apart.
    pub(super) fn accounts(&self) -> usize {
        self.accounts.len()
    }

    /// Waits until so many mails came in all.
    pub(super) fn wait_for_mails(&self, count: usize) -> Result<(), Failure> {
        if self.sink.wait_for(count, MAIL_PATIENCE) {
            return Ok(());
        }
        let missing = count - self.sink.count().min(count);
        Err(Failure::Bench(format!("{missing} mails did not arrive within {} s", MAIL_PATIENCE.as_secs())))
    }
}

fn binary(options: &Options) -> Result<PathBuf, Failure> {
    let binary = match &options.binary {
        Some(binary) => binary.clone(),
        None => std::env::current_exe()?.with_file_name("inkan"),
    };
    if binary.is_file() {
        return Ok(binary);
    }
    let path = binary.display();
    Err(Failure::Bench(format!("{path} is missing: cargo build --release -p inkan-app")))
}

/// Two ports that nobody listens on.
fn free_addresses() -> Result<[SocketAddr; 2], Failure> {
    let bind = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let (first, second) = (bind()?, bind()?);
    Ok([first.local_addr()?, second.local_addr()?])
}

/// As in production, but for limits that would refuse the bench's requests.
fn configuration_file(
    database_url: &str,
    public: SocketAddr,
    admin: SocketAddr,
    smtp: SocketAddr,
    audit_log: bool,
) -> String {
    let (host, port) = (smtp.ip(), smtp.port());
    format!(
        "server: {{public: {{address: \"{public}\"}}, admin: {{address: \"{admin}\"}}}}\n\
         database: {{url: \"{database_url}\"}}\n\
         secrets: {{keys: [\"a secret of the bench alone\"]}}\n\
         session: {{enable_auth_token_header: true}}\n\
         email_delivery: {{smtp: {{host: \"{host}\", port: \"{port}\", tls: \"off\"}}}}\n\
         password: {{bcrypt_cost: 12}}\n\
         rate_limiter: {{enabled: false}}\n\
         audit_log: {{console_output: {{enabled: {audit_log}}}, storage: {{enabled: {audit_log}}}}}\n"
    )
}
