//! Removal of what nobody needs any more.

mod retention;
mod run;

pub use retention::{CleanupTable, Retention};
pub use run::{CleanUp, CleanupReport, CleanupStore};
