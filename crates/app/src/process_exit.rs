//! How the process ends.

/// Keeps OpenSSL in order until the process is gone. Left alone, libpq would have it torn down by a handler of
/// `exit`, while a thread of the pool may be logging in to the database: a crash. Whoever initialises OpenSSL
/// first decides, so this comes before the first connection; further calls do nothing.
pub(crate) fn keep_openssl() {
    openssl::init();
}
