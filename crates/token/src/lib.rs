//! Signing keys, session tokens and the published JWK Set, on josekit.
