//! The REST API over actix-web: routes, bodies, cookies, refusals.
