//! What every adapter of a port must prove: called by the fakes' own tests and by the adapters' tests.
