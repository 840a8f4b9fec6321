//! A server starts, answers, keeps or removes its files, and refuses what it must.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use inkan_postgres::{Mode, Options, Server, StartError, run_sql};

fn temporary() -> Server {
    Server::start(&Options::new(Mode::Temporary)).expect("a temporary server")
}

/// A folder in one that everybody can enter, also the user that runs the server.
fn reachable_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

fn persistent(folder: &Path) -> Result<Server, StartError> {
    Server::start(&Options::new(Mode::Persistent(folder.to_owned())))
}

fn answer(server: &Server, sql: &str) -> String {
    run_sql(&server.url("postgres"), sql).unwrap()
}

#[test]
fn a_temporary_server_answers_and_is_removed_with_its_folder() {
    let server = temporary();
    assert_eq!(answer(&server, "select 1"), "1");
    assert_eq!(answer(&server, "select current_user"), "inkan");
    assert_eq!(answer(&server, "show fsync"), "off");
    assert_eq!(answer(&server, "show listen_addresses"), "127.0.0.1");
    let folder = server.folder().to_owned();
    let port = server.port();
    assert!(folder.join(format!(".s.PGSQL.{port}")).exists());
    server.stop().unwrap();
    assert!(!folder.exists());
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[test]
fn two_servers_run_at_once() {
    let (one, other) = (temporary(), temporary());
    assert_ne!(one.port(), other.port());
    one.create_database("mine").unwrap();
    assert_eq!(answer(&one, "select count(*) from pg_database where datname = 'mine'"), "1");
    assert_eq!(answer(&other, "select count(*) from pg_database where datname = 'mine'"), "0");
}

#[test]
fn the_server_does_not_run_as_root() {
    let server = temporary();
    let owner = server.folder().join("data").metadata().unwrap().uid();
    assert_ne!(owner, 0);
}

#[test]
fn only_the_right_password_is_let_in() {
    let server = temporary();
    let wrong = format!("postgresql://inkan:wrong@127.0.0.1:{}/postgres", server.port());
    let refusal = run_sql(&wrong, "select 1").unwrap_err().to_string();
    assert!(refusal.contains("password authentication failed"), "{refusal}");
    let password = server.folder().join("password").metadata().unwrap();
    assert_eq!(password.permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_setting_wins_over_the_default() {
    let options = Options::new(Mode::Temporary)
        .setting("max_connections", "17")
        .setting("shared_preload_libraries", "pg_stat_statements");
    let server = Server::start(&options).unwrap();
    assert_eq!(answer(&server, "show max_connections"), "17");
    assert_eq!(answer(&server, "show shared_preload_libraries"), "pg_stat_statements");
}

#[test]
fn a_database_is_created_copied_and_dropped() {
    let server = temporary();
    server.create_database("a \"first\" one").unwrap();
    let url = server.url("a \"first\" one");
    run_sql(&url, "create table kept (id int); insert into kept values (7)").unwrap();
    server.create_database_from("copy", "a \"first\" one").unwrap();
    assert_eq!(run_sql(&server.url("copy"), "select id from kept").unwrap(), "7");
    server.drop_database("copy").unwrap();
    assert!(run_sql(&server.url("copy"), "select 1").is_err());
    assert!(server.create_database("a \"first\" one").is_err());
}

#[test]
fn a_persistent_server_keeps_its_data_over_a_restart() {
    let above = reachable_folder();
    let folder = above.path().join("a folder, with \"quotes\"");
    let server = persistent(&folder).unwrap();
    assert_eq!(answer(&server, "show fsync"), "on");
    answer(&server, "create table kept (id int); insert into kept values (7)");
    let url = server.url("postgres");
    server.stop().unwrap();
    assert!(run_sql(&url, "select 1").is_err());
    let again = persistent(&folder).unwrap();
    assert_eq!(answer(&again, "select id from kept"), "7");
}

#[test]
fn a_second_server_in_the_same_folder_is_refused() {
    let above = reachable_folder();
    let server = persistent(&above.path().join("db")).unwrap();
    let refusal = persistent(&above.path().join("db")).unwrap_err();
    assert!(matches!(refusal, StartError::AlreadyRunning { pid, .. } if pid == server.pid()));
    assert_eq!(answer(&server, "select 1"), "1");
}

#[test]
fn a_stale_process_id_of_another_process_does_not_stop_a_start() {
    let above = reachable_folder();
    let folder = above.path().join("db");
    persistent(&folder).unwrap().stop().unwrap();
    let stale = format!("{}\n{}\n1\n1\n\n\n\nready\n", std::process::id(), folder.display());
    fs::write(folder.join("data/postmaster.pid"), stale).unwrap();
    let server = persistent(&folder).unwrap();
    assert_eq!(answer(&server, "select 1"), "1");
}

#[test]
fn data_of_another_major_version_are_refused_and_kept() {
    let above = reachable_folder();
    let folder = above.path().join("db");
    fs::create_dir_all(folder.join("data")).unwrap();
    fs::write(folder.join("data/PG_VERSION"), "9\n").unwrap();
    let refusal = persistent(&folder).unwrap_err();
    assert!(refusal.to_string().contains("was made by PostgreSQL 9"), "{refusal}");
    assert_eq!(fs::read_to_string(folder.join("data/PG_VERSION")).unwrap(), "9\n");
}

#[test]
fn a_folder_with_other_files_is_not_taken_over() {
    let folder = reachable_folder();
    fs::write(folder.path().join("letter.txt"), "dear").unwrap();
    let refusal = persistent(folder.path()).unwrap_err();
    assert!(matches!(refusal, StartError::ForeignFolder { entry, .. } if entry == "letter.txt"));
}

#[test]
fn a_folder_that_the_servers_user_cannot_enter_is_refused() {
    let above = tempfile::tempdir().unwrap();
    let closed = fs::Permissions::from_mode(0o700);
    fs::set_permissions(above.path(), closed).unwrap();
    let folder = above.path().join("db");
    match persistent(&folder) {
        Err(refusal) => {
            assert!(matches!(refusal, StartError::Unreachable { .. }), "{refusal}");
            assert!(!folder.exists());
        }
        // Only root lets another user run the server.
        Ok(server) => assert_ne!(server.folder().metadata().unwrap().uid(), 0),
    }
}

#[test]
fn a_wrong_setting_is_told_from_the_log() {
    let options = Options::new(Mode::Temporary).setting("max_connections", "many");
    let refusal = Server::start(&options).unwrap_err();
    assert!(matches!(&refusal, StartError::Ended { log } if log.contains("max_connections")));
}

#[test]
fn a_taken_port_is_told_from_the_log() {
    let server = temporary();
    let options = Options::new(Mode::Temporary).port(server.port());
    let refusal = Server::start(&options).unwrap_err();
    assert!(matches!(&refusal, StartError::Ended { log } if log.contains("could not bind")));
}
