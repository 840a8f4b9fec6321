//! A private PostgreSQL server for development and tests: finds, installs, starts and stops it.
