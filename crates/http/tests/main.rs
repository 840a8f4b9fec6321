//! Every operation with each documented status, over the real routes with the fakes of the domain.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

mod admin;
mod admin_access;
mod admin_audit_logs;
mod admin_create_user;
mod admin_delete_user;
mod answers;
mod authentication;
mod bad_input;
mod bodies;
mod cors;
mod create_user;
mod cross_site;
mod delete_user;
mod emails_create;
mod emails_delete;
mod emails_list;
mod emails_set_primary;
mod find_user_by_email;
mod get_me;
mod get_user;
mod health;
mod logout;
mod openapi;
mod passcode_finalize_login;
mod passcode_initialize_login;
mod password_login;
mod password_set;
mod routing;
mod server;
mod sessions_validate;
mod starting;
mod status_lists;
mod status_page;
mod token_exchange;
mod well_known;
