//! PostgreSQL adapter of the domain ports, on diesel and r2d2.
