//! Passwords: bcrypt, imported hashes, and the threads that do the hashing.
