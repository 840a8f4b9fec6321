//! Empty: the rules of the workspace are the tests of this crate, in `tests/rules`.
