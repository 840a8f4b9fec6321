//! `make run`: the printed lines log in, data survives, and nothing outlives it.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use inkan_dev::http_client::{Answer, bearer, get, once, post};
use inkan_dev::{Development, Options};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};

fn reachable_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

fn options(folder: &Path, fresh: bool) -> Options {
    let data = Some(folder.join(".inkan"));
    Options { fresh, data, config: None, port: 0, admin_port: 0, mail_port: 0 }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

/// Calls the server beside the runtime that serves, with a development that is stopped at the end.
fn with_development<T>(options: &Options, visit: impl FnOnce(&Development) -> T) -> T {
    let runtime = runtime();
    let development = runtime.block_on(async { Development::start(options).await.unwrap() });
    let result = visit(&development);
    runtime.block_on(development.stop()).unwrap();
    result
}

fn member<'a>(answer: &'a Answer, name: &str) -> &'a str {
    let (_, rest) = answer.body.split_once(&format!("\"{name}\":\"")).unwrap();
    rest.split_once('"').unwrap().0
}

/// Does what the printed lines do.
fn log_in(public: SocketAddr, mail: SocketAddr, address: &str) -> String {
    let user = once(public, &post("/users", &format!(r#"{{"email":"{address}"}}"#))).unwrap();
    assert_eq!(user.status, 200, "{}", user.body);
    let login = once(public, &post("/passcode/login/initialize", &user.body)).unwrap();
    assert_eq!(login.status, 200, "{}", login.body);
    let code = once(mail, &get(&format!("/api/code?to={address}"), "")).unwrap();
    assert_eq!((code.status, code.body.trim().len()), (200, 6));
    let body = format!(r#"{{"id":"{}","code":"{}"}}"#, member(&login, "id"), code.body.trim());
    let session = once(public, &post("/passcode/login/finalize", &body)).unwrap();
    assert_eq!(session.status, 200, "{}", session.body);
    let cookie = session.header("set-cookie").unwrap();
    cookie.strip_prefix("hanko=").unwrap().split_once(';').unwrap().0.to_owned()
}

fn status_of_me(public: SocketAddr, token: &str) -> u16 {
    once(public, &get("/me", &bearer(token))).unwrap().status
}

#[test]
fn a_login_survives_a_restart_and_not_a_fresh_start() {
    let folder = reachable_folder();
    let token = with_development(&options(folder.path(), false), |development| {
        let (public, mail) = (development.public_address(), development.mail_address());
        let token = log_in(public, mail, "ada@x.test");
        assert_eq!(status_of_me(public, &token), 200);
        let list = once(mail, &get("/", "")).unwrap();
        assert!(list.body.contains("ada@x.test") && list.body.contains("/messages/1"), "{}", list.body);
        let message = once(mail, &get("/messages/1", "")).unwrap();
        assert!(message.body.contains("<iframe sandbox "), "{}", message.body);
        assert!(message.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
        assert_eq!(once(mail, &get("/messages/2", "")).unwrap().status, 404);
        assert_eq!(once(mail, &get("/api/code", "")).unwrap().status, 400);
        assert_eq!(once(mail, &post("/", "")).unwrap().status, 405);
        token
    });
    let secret = std::fs::read(folder.path().join(".inkan/secret")).unwrap();
    with_development(&options(folder.path(), false), |development| {
        assert_eq!(status_of_me(development.public_address(), &token), 200);
    });
    assert_eq!(std::fs::read(folder.path().join(".inkan/secret")).unwrap(), secret);
    with_development(&options(folder.path(), true), |development| {
        let (public, mail) = (development.public_address(), development.mail_address());
        assert_eq!(status_of_me(public, &token), 401);
        log_in(public, mail, "ada@x.test");
    });
    assert_ne!(std::fs::read(folder.path().join(".inkan/secret")).unwrap(), secret);
}

/// Runs the very lines that are printed; without curl, at least the shell must understand them.
#[test]
fn the_printed_lines_log_in() {
    let folder = reachable_folder();
    with_development(&options(folder.path(), false), |development| {
        let lines = development.login_lines();
        for line in &lines {
            assert!(!line.contains('\n'), "one line to paste: {line}");
            assert!(development.instructions().contains(line.as_str()));
        }
        let script = lines.join("\n");
        let understood = Command::new("sh").args(["-n", "-c", &script]).status().unwrap();
        assert!(understood.success(), "{script}");
        if Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_err() {
            eprintln!("curl is not installed: the lines were not run");
            return;
        }
        let output = Command::new("sh").args(["-c", &script]).output().unwrap();
        let output = String::from_utf8(output.stdout).unwrap();
        let token = output.lines().last().unwrap();
        assert_eq!(status_of_me(development.public_address(), token), 200, "{output}");
    });
}

/// The binary with the process ids of what it started.
struct Started {
    binary: Child,
    postmaster: Pid,
    /// Kept open: the binary goes on to write its log.
    output: BufReader<std::process::ChildStdout>,
}

fn started(folder: &Path) -> Started {
    let mut binary = command(folder, "0").stdout(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(binary.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("Ctrl-C ends everything") {
        line.clear();
        assert_ne!(output.read_line(&mut line).unwrap(), 0, "the binary ended");
    }
    let file = std::fs::read_to_string(folder.join(".inkan/postgres/data/postmaster.pid")).unwrap();
    let postmaster = Pid::from_raw(file.lines().next().unwrap().parse().unwrap()).unwrap();
    Started { binary, postmaster, output }
}

fn command(folder: &Path, port: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inkan-dev"));
    command.args(["run", "--port", port, "--admin-port", "0", "--mail-port", "0", "--data"]);
    command.arg(folder.join(".inkan"));
    command
}

fn signal(child: &Child, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
}

fn wait_until_gone(pid: Pid) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while test_kill_process(pid).is_ok() {
        assert!(Instant::now() < deadline, "process {pid:?} still runs");
        std::thread::yield_now();
    }
}

#[test]
fn signals_end_everything_in_order() {
    let folder = reachable_folder();
    for number in [Signal::INT, Signal::TERM] {
        let mut started = started(folder.path());
        signal(&started.binary, number);
        assert!(started.binary.wait().unwrap().success());
        assert!(test_kill_process(started.postmaster).is_err(), "PostgreSQL outlived {number:?}");
        let rest: Vec<String> = started.output.lines().map_while(Result::ok).collect();
        assert!(rest.iter().any(|line| line.contains("stopping")), "{rest:?}");
    }
}

#[test]
fn a_killed_run_leaves_no_server_and_the_next_one_starts_at_once() {
    let folder = reachable_folder();
    let mut first = started(folder.path());
    signal(&first.binary, Signal::KILL);
    first.binary.wait().unwrap();
    let mut second = started(folder.path());
    wait_until_gone(first.postmaster);
    signal(&second.binary, Signal::TERM);
    assert!(second.binary.wait().unwrap().success());
}

#[test]
fn a_second_run_and_a_taken_port_are_refused_with_a_clear_line() {
    let folder = reachable_folder();
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let refused = |port: &str| {
        let output = command(folder.path(), port).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    let message = refused(&port);
    assert!(message.contains(&port) && message.contains("--port PORT"), "{message}");
    let mut running = started(folder.path());
    assert!(refused("0").contains("is in use"));
    signal(&running.binary, Signal::TERM);
    assert!(running.binary.wait().unwrap().success());
}
