//! Which listener there is and what it shows.

use std::net::TcpListener;

use serde_json::json;

use crate::support::{Program, RunningServer, Settings, log_in, with_key};

const NAMES: [&str; 12] = [
    "hanko_requests_total",
    "hanko_request_duration_seconds",
    "hanko_request_size_bytes",
    "hanko_response_size_bytes",
    "inkan_build_info",
    "inkan_db_pool_connections",
    "inkan_db_pool_idle",
    "inkan_db_pool_max",
    "inkan_logins_total",
    "inkan_mail_outbox_oldest_seconds",
    "inkan_mail_outbox_size",
    "process_resident_memory_bytes",
];

#[test]
fn the_admin_listener_shows_the_metrics_of_both() {
    let server = RunningServer::start();
    let login = log_in(server.public, server.mailbox.as_ref(), "measured@x.test");
    let path = format!("/users/{}", login.account.user_id);
    server.public.get_as(&login.token, &path).expect(200);
    let metrics = server.admin.get("/metrics").expect(200);
    assert!(metrics.header("content-type").is_some_and(|kind| kind.starts_with("text/plain; version=0.0.4")));
    for name in NAMES {
        assert!(metrics.body.contains(&format!("# TYPE {name} ")), "{name} is missing");
    }
    let host = server.public.address;
    let counted =
        format!(r#"hanko_requests_total{{code="200",host="{host}",method="GET",url="/users/:id"}} 1"#);
    assert!(metrics.body.contains(&counted), "{}", metrics.body);
    assert!(!metrics.body.contains(&login.account.user_id));
    server.public.get("/metrics").expect(404);
}

/// Settings whose other listener could not be opened: its port is taken.
fn with_taken_port(settings: Settings, variable: &str) -> (Settings, TcpListener) {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    (settings.with(variable, &address), taken)
}

#[test]
fn the_public_api_is_served_alone() {
    let database = with_key();
    let (settings, _taken) = with_taken_port(Settings::new(&database), "SERVER_ADMIN_ADDRESS");
    let program = Program::serve_only(&settings, "public", 1);
    program.public().post("/user", &json!({ "email": "nobody@x.test" })).expect(404);
    assert_eq!(
        program.public().get("/.well-known/config").expect(200).json()["account"]["allow_signup"],
        true
    );
    program.public().get("/health/ready").expect(200);
    program.public().get("/metrics").expect(404);
}

#[test]
fn the_admin_api_is_served_alone() {
    let database = with_key();
    let (settings, _taken) = with_taken_port(Settings::new(&database), "SERVER_PUBLIC_ADDRESS");
    let program = Program::serve_only(&settings, "admin", 1);
    program.admin().get("/health/ready").expect(200);
    program.admin().get("/metrics").expect(200);
    program.admin().get("/.well-known/config").expect(401);
}
