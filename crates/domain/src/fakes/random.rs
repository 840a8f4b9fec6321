//! Randomness that can be foretold.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::{Fault, Random};

/// Gives the bytes that it was given, then fails.
#[derive(Debug)]
pub struct ScriptedRandom(Mutex<std::vec::IntoIter<u8>>);

impl ScriptedRandom {
    /// These bytes, once.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Mutex::new(bytes.into_iter()))
    }
}

impl Random for ScriptedRandom {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), Fault> {
        let mut bytes = self.0.lock().map_err(|_poisoned| Fault::internal("poisoned"))?;
        for byte in buffer {
            *byte = bytes.next().ok_or_else(|| Fault::internal("the script is at its end"))?;
        }
        Ok(())
    }
}

/// Never the same twice, in a fixed order.
#[derive(Debug, Default)]
pub struct CountingRandom(AtomicU64);

impl Random for CountingRandom {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), Fault> {
        for chunk in buffer.chunks_mut(8) {
            let number = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            for (byte, value) in chunk.iter_mut().zip(number.to_le_bytes()) {
                *byte = value;
            }
        }
        Ok(())
    }
}
