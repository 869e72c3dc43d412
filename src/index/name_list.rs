//! The keys of names in one script, sorted, side by side in memory: what a walk goes through.
//!
//! A key shares its first letters with the one before it, and so the rows of the alignment. Where a row cannot be accepted
//! any more, all keys that share the letters so far are passed over.

use crate::names::spelling::letters::{Script, letter};
use crate::names::walk::{Row, Walk};

/// No key of a name is longer; longer words are left out.
const MOST_LETTERS: usize = 48;

/// The keys of one script, each with a number.
#[derive(Debug)]
pub(super) struct NameList {
    script: Script,
    /// The letters of all keys, as codes.
    letters: Vec<u8>,
    /// Where each key begins in them; one more for the end.
    starts: Vec<u32>,
    /// How many letters each key shares with the one before it.
    shared: Vec<u8>,
    /// The number of each key.
    numbers: Vec<u32>,
}

impl NameList {
    /// The list of these keys with their numbers; those that are not of the script are left out.
    pub(super) fn new<'a>(script: Script, keys: impl Iterator<Item = (&'a str, u32)>) -> Self {
        let mut all: Vec<(Vec<u8>, u32)> = Vec::new();
        for (key, number) in keys {
            if let Some(codes) = key.chars().map(|c| letter(script, c)).collect::<Option<Vec<u8>>>()
                && (1..=MOST_LETTERS).contains(&codes.len())
            {
                all.push((codes, number));
            }
        }
        all.sort_unstable();
        let count = all.len();
        let mut list = Self {
            script,
            letters: Vec::with_capacity(all.iter().map(|(codes, _)| codes.len()).sum()),
            starts: Vec::with_capacity(count + 1),
            shared: Vec::with_capacity(count),
            numbers: Vec::with_capacity(count),
        };
        let mut before: &[u8] = &[];
        for (codes, number) in &all {
            let shared = codes.iter().zip(before).take_while(|(a, b)| a == b).count();
            list.starts.push(list.letters.len() as u32);
            list.letters.extend_from_slice(codes);
            list.shared.push(shared as u8);
            list.numbers.push(*number);
            before = codes;
        }
        list.starts.push(list.letters.len() as u32);
        list
    }

    /// Gives the numbers of the keys that a walk accepts.
    pub(super) fn walk(&self, walk: &Walk, visit: &mut dyn FnMut(u32)) {
        let mut rows: [Row; MOST_LETTERS + 1] = [walk.start(self.script); MOST_LETTERS + 1];
        // Keys that share so many letters with the one before are like it: not accepted, whatever follows.
        let mut lost = usize::MAX;
        for (at, shared) in self.shared.iter().enumerate() {
            let shared = usize::from(*shared);
            if shared >= lost {
                continue;
            }
            lost = usize::MAX;
            let key = &self.letters[self.starts[at] as usize..self.starts[at + 1] as usize];
            for (place, code) in key.iter().enumerate().skip(shared) {
                rows[place + 1] = walk.step(self.script, &rows[place], *code);
                if !walk.can_accept(&rows[place + 1]) {
                    lost = place + 1;
                    break;
                }
            }
            if lost == usize::MAX && walk.accepts(&rows[key.len()]) {
                visit(self.numbers[at]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::spelling::letters::Script;

    #[test]
    fn a_walk_through_the_list_takes_what_each_key_alone_would_give() {
        let syllables = ["sa", "ra", "qib", "keb", "id", "lib", "ho", "ms", "ma", "a", "rat", "kafr", "an", "bel"];
        let mut keys: Vec<String> = Vec::new();
        for a in syllables {
            for b in syllables {
                keys.extend(syllables.map(|c| [a, b, c].concat()));
            }
        }
        keys.sort();
        keys.dedup();
        let numbered = || keys.iter().map(String::as_str).zip(0..);
        let list = NameList::new(Script::Latin, numbered());
        for query in ["saraqib", "sarakeb", "idlib", "kafranbel", "homs", "maarat"] {
            let walk = Walk::new(Script::Latin, query).unwrap();
            let mut found = Vec::new();
            list.walk(&walk, &mut |number| found.push(number));
            let expected: Vec<u32> =
                numbered().filter(|(key, _)| walk.takes(Script::Latin, key)).map(|(_, number)| number).collect();
            assert!(!expected.is_empty());
            found.sort_unstable();
            assert_eq!(found, expected, "{query}");
        }
    }
}
