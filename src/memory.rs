//! What a run over an archive of any size keeps in memory, and how it gives memory back to the machine.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap};

/// Empties a list and gives its memory back. The allocator of glibc takes the largest block that was ever freed for one of usual size,
/// and keeps up to twice as much for each thread from then on: so a large list is made small before it is freed.
pub(crate) fn give_back<T>(list: &mut Vec<T>) {
    list.clear();
    list.shrink_to(1);
    *list = Vec::new();
}

/// Values by the hashes of their keys, in many small tables: each grows by itself, so that little is copied and freed at once.
pub(crate) struct KeyMap<T>([FxHashMap<Halves, T>; TABLES]);

/// A hash, so that a value of four bytes leaves no gap after it.
type Halves = [u32; 2];

const TABLES: usize = 64;

impl<T> Default for KeyMap<T> {
    fn default() -> Self {
        Self([(); TABLES].map(|()| FxHashMap::default()))
    }
}

impl<T> KeyMap<T> {
    /// Sets the value of a key; gives the one before.
    pub(crate) fn insert(&mut self, key: &str, value: T) -> Option<T> {
        let hash = FxBuildHasher.hash_one(key);
        self.0[table(hash)].insert(halves(hash), value)
    }

    pub(crate) fn get(&self, key: &str) -> Option<&T> {
        let hash = FxBuildHasher.hash_one(key);
        self.0[table(hash)].get(&halves(hash))
    }
}

fn halves(hash: u64) -> Halves {
    [hash as u32, (hash >> 32) as u32]
}

/// In which table a hash is.
fn table(hash: u64) -> usize {
    (hash >> 32) as usize % TABLES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_its_last_value_and_gives_the_one_before() {
        let mut map = KeyMap::default();
        let keys = || (0..5000).map(|n| format!("https://a.example/{n}"));
        assert!(keys().zip(0..).all(|(key, n)| map.insert(&key, n).is_none()));
        assert!(keys().zip(0..).all(|(key, n)| map.get(&key) == Some(&n)));
        assert_eq!((map.insert("https://a.example/7", 8), map.get("https://a.example/7")), (Some(7), Some(&8)));
        assert_eq!(map.get("https://a.example/5000"), None);
        let largest = map.0.iter().map(FxHashMap::len).max();
        assert!(largest < Some(5000 / TABLES * 2), "the keys are spread: {largest:?}");
    }

    #[test]
    fn a_list_that_is_given_back_has_no_room_left() {
        let mut list = vec![1_u8; 1 << 20];
        give_back(&mut list);
        assert_eq!((list.len(), list.capacity()), (0, 0));
    }
}
