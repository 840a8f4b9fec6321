//! The order in which the places of a list are given out.

use inkan_domain::status_list::StatusIndex;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Bits of one half of an index.
const HALF_BITS: u32 = StatusIndex::BITS / 2;
const HALF: u32 = (1 << HALF_BITS) - 1;
const ROUNDS: u8 = 6;

/// The place that is given out as the one with this number, counted from 0 on. Within a list it is a permutation
/// under the seed and the number of the list (a Feistel network over SHA-256): whoever has some tokens does not
/// learn from their indices in which order they were made. `None` when all lists are full.
pub(crate) fn place(seed: Uuid, number: i64) -> Option<StatusIndex> {
    let position = StatusIndex::of_number(number)?;
    let list = position.list();
    let (mut left, mut right) = (position.index() >> HALF_BITS, position.index() & HALF);
    for round in 0..ROUNDS {
        (left, right) = (right, left ^ mix(seed, list, round, right));
    }
    Some(StatusIndex::new(list, (left << HALF_BITS) | right))
}

fn mix(seed: Uuid, list: u32, round: u8, half: u32) -> u32 {
    let digest = Sha256::new()
        .chain_update(seed.as_bytes())
        .chain_update(list.to_be_bytes())
        .chain_update([round])
        .chain_update(half.to_be_bytes())
        .finalize();
    digest.iter().take(4).fold(0, |word: u32, byte| (word << 8) | u32::from(*byte)) & HALF
}

#[cfg(test)]
mod tests {
    use inkan_domain::status_list::StatusIndex;
    use uuid::Uuid;

    use super::place;

    const SEED: Uuid = Uuid::from_u128(0x6f1d_3c2b_9a48_4e57_8c3a_1b2d_4f5e_6071);

    fn indices(seed: Uuid, list: u32, count: u32) -> Vec<u32> {
        let number = |index| StatusIndex::new(list, index).number();
        (0..count).map(|index| place(seed, number(index)).unwrap().index()).collect()
    }

    #[test]
    fn every_place_of_a_list_is_given_out_once() {
        let mut all = indices(SEED, 3, StatusIndex::LIST_SIZE);
        all.sort_unstable();
        assert!(all.iter().copied().eq(0..StatusIndex::LIST_SIZE));
    }

    #[test]
    fn the_order_differs_from_list_to_list_and_from_seed_to_seed() {
        let order = indices(SEED, 0, 50);
        assert_eq!(order, indices(SEED, 0, 50));
        assert_ne!(order, indices(SEED, 1, 50));
        assert_ne!(order, indices(Uuid::from_u128(1), 0, 50));
        let neighbours = order.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) < 100).count();
        assert!(neighbours < 5, "{order:?}");
    }

    /// What was given out before must never be given out again, whatever version draws.
    #[test]
    fn the_order_never_changes() {
        assert_eq!(indices(SEED, 0, 4), [554_438, 672_934, 230_715, 335_724]);
    }

    #[test]
    fn a_number_beyond_all_lists_is_no_place() {
        assert_eq!(place(SEED, i64::MAX), None);
        assert_eq!(place(SEED, 1 << 20).map(StatusIndex::list), Some(1));
    }
}
