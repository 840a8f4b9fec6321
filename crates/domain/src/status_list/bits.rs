//! The bits of one list.

use super::StatusIndex;

/// One bit a place: 0 for a session that lives or that never was, 1 for one that has ended. The bits of a byte
/// count from the least significant one.
#[derive(Clone, PartialEq, Eq)]
pub struct StatusBits(Vec<u8>);

impl Default for StatusBits {
    fn default() -> Self {
        Self(vec![0; usize::try_from(StatusIndex::LIST_SIZE / 8).unwrap_or_default()])
    }
}

impl StatusBits {
    /// Sets the bit of this index; tells whether it was 0 before.
    pub fn end(&mut self, index: u32) -> bool {
        let byte = usize::try_from(index / 8).ok().and_then(|position| self.0.get_mut(position));
        let Some(byte) = byte else { return false };
        let bit = 1 << (index % 8);
        let was_zero = *byte & bit == 0;
        *byte |= bit;
        was_zero
    }

    /// All bytes, before compression.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}
