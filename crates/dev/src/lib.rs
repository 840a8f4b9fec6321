//! Tools of a developer: make run and the bench, around the same wiring as the production binary.
