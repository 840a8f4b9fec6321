//! A database that fails.

use inkan_domain::{Fault, Repositories, Storage, UnitOfWork};

/// Gives this fault to everybody.
pub(crate) struct BrokenStorage(pub(crate) fn() -> Fault);

impl Storage for BrokenStorage {
    fn begin(&self) -> Result<Box<dyn UnitOfWork + '_>, Fault> {
        Err(self.0())
    }

    fn direct(&self) -> Result<Box<dyn Repositories + '_>, Fault> {
        Err(self.0())
    }

    fn check(&self) -> Result<(), Fault> {
        Err(self.0())
    }
}
