//! Every operation with each documented status, over the real routes with the fakes of the domain.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

mod admin;
mod answers;
mod authentication;
mod bodies;
mod cors;
mod create_user;
mod cross_site;
mod find_user_by_email;
mod get_me;
mod get_user;
mod health;
mod logout;
mod passcode_finalize_login;
mod passcode_initialize_login;
mod routing;
mod server;
mod sessions_validate;
mod status_page;
mod well_known;
