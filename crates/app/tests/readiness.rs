//! Whether the server says the truth about being ready.

use serde_json::json;

use crate::support::{Client, RunningServer, allow_connections, eventually, log_in, sql};

fn becomes(client: Client, status: u16) -> String {
    eventually("readiness changes", || {
        let answer = client.get("/health/ready");
        (answer.status == status).then_some(answer.body)
    })
}

#[test]
fn a_server_without_its_database_is_alive_and_not_ready_until_it_is_back() {
    let server = RunningServer::start();
    let login = log_in(server.public, server.mailbox.as_ref(), "before@x.test");
    assert_eq!(becomes(server.public, 200).trim_end(), r#"{"ready":true}"#);
    allow_connections(&server.database, false);
    assert!(becomes(server.public, 503).starts_with(r#"{"ready":false"#));
    server.admin.get("/health/ready").expect(503);
    assert_eq!(server.public.get("/health/alive").expect(200).json(), json!({ "alive": true }));
    server.public.get("/.well-known/jwks.json").expect(200);
    server.public.get_as(&login.token, "/me").expect(503);

    allow_connections(&server.database, true);
    becomes(server.public, 200);
    server.public.get_as(&login.token, "/me").expect(200);
    log_in(server.public, server.mailbox.as_ref(), "after@x.test");
}

#[test]
fn a_lost_connection_is_felt_by_nobody() {
    let server = RunningServer::start_with(|settings| settings.with("DATABASE_POOL_MAX", "1"));
    let login = log_in(server.public, server.mailbox.as_ref(), "idle@x.test");
    let others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    sql(&server.database, &format!("SELECT pg_terminate_backend(pid, 10000) {others}"));
    server.public.get_as(&login.token, "/me").expect(200);
}
