//! Randomness of the operating system.

use inkan_domain::{Fault, Random};

/// Asks the kernel.
#[derive(Debug, Default)]
pub(crate) struct OsRandom;

impl Random for OsRandom {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), Fault> {
        getrandom::fill(buffer).map_err(|error| Fault::internal(format!("no randomness: {error}")))
    }
}
