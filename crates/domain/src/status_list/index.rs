//! The place of a session in the status lists.

/// A list and an index in it. A place belongs to one session for ever: a list that is full is followed by the
/// next one and never filled again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusIndex {
    list: u32,
    index: u32,
}

impl StatusIndex {
    /// Bits of an index.
    pub const BITS: u32 = 20;

    /// Places in a list: 1,048,576, which are 128 KiB before compression.
    pub const LIST_SIZE: u32 = 1 << Self::BITS;

    /// The place with this index, of which the bits beyond [`StatusIndex::BITS`] are cut off.
    #[must_use]
    pub const fn new(list: u32, index: u32) -> Self {
        Self { list, index: index & (Self::LIST_SIZE - 1) }
    }

    /// The place that is stored as this number; `None` when the number is none of a place.
    #[must_use]
    pub fn of_number(number: i64) -> Option<Self> {
        let list = u32::try_from(number >> Self::BITS).ok()?;
        let index = u32::try_from(number & i64::from(Self::LIST_SIZE - 1)).ok()?;
        Some(Self { list, index })
    }

    /// The place as one number: the list in front of the bits of the index.
    #[must_use]
    pub fn number(self) -> i64 {
        (i64::from(self.list) << Self::BITS) | i64::from(self.index)
    }

    /// The number of the list.
    #[must_use]
    pub const fn list(self) -> u32 {
        self.list
    }

    /// The claim `idx`: below [`StatusIndex::LIST_SIZE`].
    #[must_use]
    pub const fn index(self) -> u32 {
        self.index
    }
}
