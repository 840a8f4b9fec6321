//! The binary: exit codes, the variable, and that nothing survives it.
#![expect(clippy::unwrap_used, reason = "tests")]
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use inkan_postgres::run_sql;
use rustix::process::{Pid, Signal, kill_process, test_kill_process};

fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inkan-postgres"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command
}

/// A server that runs because the binary does.
struct Started {
    binary: Child,
    postmaster: Pid,
    folder: PathBuf,
}

/// Reads the URL that the binary, or the command it runs, prints first.
fn started(command: &mut Command) -> Started {
    let mut binary = command.spawn().unwrap();
    let mut url = String::new();
    BufReader::new(binary.stdout.as_mut().unwrap()).read_line(&mut url).unwrap();
    let folder = PathBuf::from(run_sql(url.trim(), "show data_directory").unwrap());
    let pid_file = std::fs::read_to_string(folder.join("postmaster.pid")).unwrap();
    let pid = pid_file.lines().next().unwrap().parse().unwrap();
    let postmaster = Pid::from_raw(pid).unwrap();
    Started { binary, postmaster, folder: folder.parent().unwrap().to_owned() }
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !is_so() {
        assert!(Instant::now() < deadline, "not so after 30 seconds: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn is_gone(pid: Pid) -> bool {
    test_kill_process(pid) == Err(rustix::io::Errno::SRCH)
}

fn serve(folder: &Path) -> Command {
    let mut command = binary();
    command.args(["serve", "--data"]).arg(folder);
    command
}

fn reachable_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let readable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.path(), readable).unwrap();
    folder
}

#[test]
fn the_exit_code_of_the_command_is_passed_on() {
    let status = binary().args(["run", "--", "sh", "-c", "exit 7"]).status().unwrap();
    assert_eq!(status.code(), Some(7));
    let status = binary().args(["run", "sh", "-c", "kill -9 $$"]).status().unwrap();
    assert_eq!(status.code(), Some(128 + 9));
}

#[test]
fn a_missing_command_is_told() {
    let output = binary().args(["run", "no-such-command"]).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("cannot run no-such-command"));
}

#[test]
fn the_server_ends_with_the_command() {
    let script = r#"echo "$INKAN_TEST_POSTGRES"; read -r line; echo "$line""#;
    let mut started = started(binary().args(["run", "--", "sh", "-c", script]));
    assert!(!is_gone(started.postmaster));
    let mut stdin = started.binary.stdin.take().unwrap();
    writeln!(stdin, "enough").unwrap();
    let mut rest = String::new();
    started.binary.stdout.take().unwrap().read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "enough\n");
    assert!(started.binary.wait().unwrap().success());
    assert!(is_gone(started.postmaster));
    assert!(!started.folder.exists());
}

#[test]
fn a_killed_parent_leaves_no_server_and_no_folder_behind() {
    let script = r#"echo "$INKAN_TEST_POSTGRES"; read -r line"#;
    let mut started = started(binary().args(["run", "--", "sh", "-c", script]));
    assert!(!is_gone(started.postmaster));
    assert!(started.folder.exists());
    started.binary.kill().unwrap();
    started.binary.wait().unwrap();
    wait_until("the postmaster is gone", || is_gone(started.postmaster));
    wait_until("the folder is removed", || !started.folder.exists());
}

#[test]
fn a_killed_parent_of_a_persistent_server_leaves_its_data_alone() {
    let above = reachable_folder();
    let folder = above.path().join("db");
    let mut first = started(&mut serve(&folder));
    first.binary.kill().unwrap();
    first.binary.wait().unwrap();
    wait_until("the postmaster is gone", || is_gone(first.postmaster));
    assert!(first.folder.join("data/PG_VERSION").exists());
    let mut second = started(&mut serve(&folder));
    second.binary.kill().unwrap();
    second.binary.wait().unwrap();
    wait_until("the second postmaster is gone", || is_gone(second.postmaster));
}

#[test]
fn serving_ends_in_order_when_interrupted() {
    let above = reachable_folder();
    let mut started = started(&mut serve(&above.path().join("db")));
    let pid = Pid::from_raw(i32::try_from(started.binary.id()).unwrap()).unwrap();
    kill_process(pid, Signal::INT).unwrap();
    assert!(started.binary.wait().unwrap().success());
    assert!(is_gone(started.postmaster));
    let log = std::fs::read_to_string(started.folder.join("server.log")).unwrap();
    assert!(log.contains("database system is shut down"), "{log}");
}

#[test]
fn serving_tells_when_the_server_ended_by_itself() {
    let above = reachable_folder();
    let mut command = serve(&above.path().join("db"));
    let mut started = started(command.stderr(Stdio::piped()));
    kill_process(started.postmaster, Signal::INT).unwrap();
    assert_eq!(started.binary.wait().unwrap().code(), Some(1));
    let mut told = String::new();
    started.binary.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert!(told.contains("ended by itself"), "{told}");
}
