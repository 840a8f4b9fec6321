//! Signals that end the bench at its next step.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::Failure;

/// Whether a signal came.
#[derive(Clone, Debug, Default)]
pub(super) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens from now on; signals do not end the process any more.
    pub(super) fn listen() -> Result<Self, Failure> {
        let interrupt = Self::default();
        for signal in [SIGHUP, SIGINT, SIGTERM] {
            signal_hook::flag::register(signal, Arc::clone(&interrupt.0))?;
        }
        Ok(interrupt)
    }

    pub(super) fn came(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Ends the step that asks.
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.came() { Err(Failure::Interrupted) } else { Ok(()) }
    }
}
